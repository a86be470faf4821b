import { FerryError } from "../../error";
import { type Conflict, translate } from "../client/failure";

/** A bucket, and the account that it must belong to: names are global, so that another account may have taken it. */
export interface BucketAddress {
  readonly name: string;
  /** Account id: S3 refuses every request (`ExpectedBucketOwner`) where the bucket is somebody else's. */
  readonly owner: string;
}

/** The bucket is not there: whoever has to write makes it. */
export class BucketMissing extends Error {
  constructor(bucket: string, cause: unknown) {
    super(`there is no bucket ${bucket}`, { cause });
    this.name = "BucketMissing";
  }
}

/** Turns what a call about a bucket threw into a `BucketMissing`, a `Conflict` or a `FerryError`. */
export function bucketFailure(
  thrown: unknown,
  operation: string,
  bucket: BucketAddress,
): BucketMissing | Conflict | FerryError {
  const { name } = thrown as Error;
  if (name === "NoSuchBucket") return new BucketMissing(bucket.name, thrown);
  if (name === "BucketAlreadyExists") {
    return new FerryError(
      "BucketForeign",
      `the bucket ${bucket.name} belongs to another account than ${bucket.owner}: bucket names are global, and someone has taken this one`,
      { cause: thrown, next: "tell whoever runs Ferry here: this account and region cannot be deployed to" },
    );
  }
  const failure = translate(thrown, operation);
  if (!(failure instanceof FerryError) || failure.code !== "AccessDenied") return failure;
  // S3 says no more than this of a bucket that is somebody else's.
  return new FerryError("AccessDenied", `${failure.message} (bucket ${bucket.name})`, {
    cause: thrown,
    next: `ask for the permission on that bucket; if you have it, the bucket does not belong to account ${bucket.owner}`,
  });
}
