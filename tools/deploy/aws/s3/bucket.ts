import { setTimeout as delay } from "node:timers/promises";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { idempotent } from "../client/idempotent";
import { type BucketAddress, bucketFailure } from "./failure";

/** Region whose buckets have no LocationConstraint: S3 rejects its name there. */
const FIRST_REGION = "us-east-1";

/** Days for which overwritten and deleted objects can be restored. */
const RESTORABLE_DAYS = 30;

/** Errors while S3 is still busy with the bucket, or its creation has not propagated. */
const UNSETTLED = ["OperationAborted", "NoSuchBucket"];
const ATTEMPTS = 20;
/** In milliseconds. */
const PAUSE = 500;

/**
 * Creates the bucket, unless this account has it, and applies its settings. Idempotent.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export async function makeBucket(client: S3Client, bucket: BucketAddress, region: string): Promise<void> {
  const constraint =
    region === FIRST_REGION
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  await settled("CreateBucket", bucket, async () => {
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket.name, ...constraint }));
    } catch (error) {
      if ((error as Error).name !== "BucketAlreadyOwnedByYou") throw error;
    }
  });
  const address = { Bucket: bucket.name, ExpectedBucketOwner: bucket.owner };
  // Sequentially: S3 rejects concurrent changes of a bucket.
  await settled("PutPublicAccessBlock", bucket, () =>
    client.send(new PutPublicAccessBlockCommand({ ...address, PublicAccessBlockConfiguration: PRIVATE })),
  );
  await settled("PutBucketEncryption", bucket, () =>
    client.send(
      new PutBucketEncryptionCommand({ ...address, ServerSideEncryptionConfiguration: ENCRYPTION }),
    ),
  );
  await settled("PutBucketVersioning", bucket, () =>
    client.send(
      new PutBucketVersioningCommand({ ...address, VersioningConfiguration: { Status: "Enabled" } }),
    ),
  );
  await settled("PutBucketLifecycleConfiguration", bucket, () =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({ ...address, LifecycleConfiguration: LIFECYCLE }),
    ),
  );
}

const PRIVATE = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const ENCRYPTION = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }] };

const LIFECYCLE = {
  Rules: [
    {
      ID: "ferry",
      Status: "Enabled" as const,
      Filter: { Prefix: "" },
      NoncurrentVersionExpiration: { NoncurrentDays: RESTORABLE_DAYS },
      // Every released lock leaves one.
      Expiration: { ExpiredObjectDeleteMarker: true },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ],
};

async function settled(
  operation: string,
  bucket: BucketAddress,
  change: () => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await idempotent(change);
      return;
    } catch (error) {
      if (!UNSETTLED.includes((error as Error).name) || attempt === ATTEMPTS) {
        throw bucketFailure(error, `S3.${operation}`, bucket);
      }
      await delay(PAUSE);
    }
  }
}
