import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { TestAccount } from "../testing/account/account";
import { Records } from "./record/records";

jest.setTimeout(60_000);

let account: TestAccount;
let client: S3Client;
beforeEach(async () => {
  account = await TestAccount.start();
  client = new S3Client({ ...account.connection, forcePathStyle: true });
});
afterEach(async () => {
  client.destroy();
  await account.close();
});

const Bucket = "ferry-000000000000-us-east-1";

async function settings(): Promise<unknown> {
  const versioning = await client.send(new GetBucketVersioningCommand({ Bucket }));
  const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
  const access = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  const lifecycle = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  return {
    versioning: versioning.Status,
    encryption: encryption.ServerSideEncryptionConfiguration?.Rules?.map(
      (rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ),
    public: Object.values(access.PublicAccessBlockConfiguration ?? {}).some((blocked) => !blocked),
    lifecycle: lifecycle.Rules,
  };
}

const COMPLETE = {
  versioning: "Enabled",
  encryption: ["AES256"],
  public: false,
  lifecycle: [
    {
      ID: "ferry",
      Status: "Enabled",
      Filter: { Prefix: "" },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      Expiration: { ExpiredObjectDeleteMarker: true },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ],
};

describe("the bucket", () => {
  test("is not created by reading", async () => {
    const bucket = account.bucket();
    expect(await bucket.get("x")).toBeUndefined();
    expect(await bucket.head("x")).toBeUndefined();
    await bucket.delete("x", '"0"');
    await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "NotFound" });
  });

  test("is created by the first write, with all its settings, even by many processes at once", async () => {
    const writes = await Promise.all(
      Array.from({ length: 8 }, () => account.bucket().put("x", "{}", "absent")),
    );
    expect(writes.filter((etag) => etag !== undefined)).toHaveLength(1);
    expect(await settings()).toEqual(COMPLETE);
  });

  test("is created once in a run", async () => {
    const session = account.session();
    const bucket = account.bucket(session);
    await Promise.all(["a", "b", "c"].map((key) => bucket.put(key, "{}", "absent")));
    expect(session.calls.summary().byOperation).toMatchObject({
      "S3.CreateBucket": 1,
      "S3.PutBucketVersioning": 1,
    });
  });

  test("that was left without settings gets them with an environment's first record", async () => {
    await client.send(new CreateBucketCommand({ Bucket }));
    const entry = { functions: {}, by: "alice", at: new Date().toISOString() };
    await new Records(account.bucket(), "dev-alice").update("orders", () => entry);
    expect(await settings()).toEqual(COMPLETE);
  });

  test("of another account is an error that says so", async () => {
    await account.bucket().ensure();
    // The stand-in has one account; requested as another account's, the bucket is foreign.
    const session = account.session();
    const address = { name: Bucket, owner: "111122223333" };
    await expect(session.objects.put(address, "x", "{}", "absent")).rejects.toMatchObject({
      code: "AccessDenied",
      next: "ask for the permission on that bucket; if you have it, the bucket does not belong to account 111122223333",
    });
    await expect(session.objects.makeBucket(address, "us-east-1")).rejects.toMatchObject({
      code: "AccessDenied",
    });
  });
});
