import { FerryError } from "../../error";
import { type Conflict, translate } from "../client/failure";

/** A bucket, and the account that must own it: names are global, so another account may have taken it. */
export interface BucketAddress {
  readonly name: string;
  /** Account id: S3 rejects every request (`ExpectedBucketOwner`) if another account owns the bucket. */
  readonly owner: string;
}

/** The bucket does not exist: writers create it. */
export class BucketMissing extends Error {
  constructor(bucket: string, cause: unknown) {
    super(`there is no bucket ${bucket}`, { cause });
    this.name = "BucketMissing";
  }
}

/** Converts an SDK error about a bucket to a `BucketMissing`, a `Conflict` or a `FerryError`. */
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
      `the bucket ${bucket.name} does not belong to account ${bucket.owner}: bucket names are global, and another account has taken this one`,
      {
        cause: thrown,
        next: "report this to the team that runs Ferry in the account: it cannot deploy to this account and region",
      },
    );
  }
  const failure = translate(thrown, operation);
  if (!(failure instanceof FerryError) || failure.code !== "AccessDenied") return failure;
  // S3 gives no more details about a bucket that another account owns.
  return new FerryError("AccessDenied", `${failure.message} (bucket ${bucket.name})`, {
    cause: thrown,
    next: `ask for the permission on that bucket; if you have it, the bucket does not belong to account ${bucket.owner}`,
  });
}
