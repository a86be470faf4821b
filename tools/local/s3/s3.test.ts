import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type Account, startAccount } from "../account/account";
import { inlineCode } from "../lambda/code/inline-code";
import { connection } from "../testing/client.fixture";

jest.setTimeout(60_000);

const bootstrap = join(__dirname, "..", "bootstrap.js");
const stateFolder = mkdtempSync(join(tmpdir(), "ferry-s3-"));
const Bucket = "artifacts";
let account: Account;
let client: s3.S3Client;

async function open(): Promise<void> {
  account = await startAccount({ stateFolder, port: 0, bootstrap });
  client = new s3.S3Client({ ...connection(account), forcePathStyle: true });
}

async function close(): Promise<void> {
  client.destroy();
  await account.close();
}

beforeAll(async () => {
  await open();
  await client.send(new s3.CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  await close();
  rmSync(stateFolder, { recursive: true });
});

const put = (Key: string, Body: string | Buffer, more: Partial<s3.PutObjectCommandInput> = {}) =>
  client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: Partial<s3.GetObjectCommandInput> = {}) =>
  client.send(new s3.GetObjectCommand({ Bucket, Key, ...more }));

function refusal(name: string, status: number): object {
  return { name, $metadata: { httpStatusCode: status } };
}

describe("objects", () => {
  test("come back as they were put, with their metadata", async () => {
    const body = randomBytes(3_000_000);
    const stored = await put("a/b c/ü.zip", body, {
      ContentType: "application/zip",
      Metadata: { target: "//x:y" },
    });
    expect(stored.ETag).toBe(`"${createHash("md5").update(body).digest("hex")}"`);
    const back = await get("a/b c/ü.zip");
    expect(body.equals((await back.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(back).toMatchObject({
      ContentType: "application/zip",
      Metadata: { target: "//x:y" },
      ETag: stored.ETag,
    });
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "a/b c/ü.zip" }));
    expect(head).toMatchObject({ ContentLength: body.length, ETag: stored.ETag });
  });

  test("can be streamed up, in the SDK's chunks with a trailing checksum", async () => {
    const body = randomBytes(200_000);
    await put("streamed", "", {
      Body: Readable.from([body]) as never,
      ContentLength: body.length,
      ChecksumAlgorithm: "CRC32",
    });
    const back = await get("streamed");
    expect(body.equals((await back.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(back.ContentEncoding).toBeUndefined();
  });

  test("are refused when their checksum is not that of the bytes, and leave nothing behind", async () => {
    const files = readdirSync(join(stateFolder, "s3", "objects")).length;
    const ChecksumSHA256 = createHash("sha256").update("other").digest("base64");
    await expect(put("wrong", "bytes", { ChecksumSHA256 })).rejects.toMatchObject(refusal("BadDigest", 400));
    await expect(get("wrong")).rejects.toMatchObject(refusal("NoSuchKey", 404));
    expect(readdirSync(join(stateFolder, "s3", "objects"))).toHaveLength(files);
  });

  test("keep the checksum they came with", async () => {
    const ChecksumSHA256 = createHash("sha256").update("bytes").digest("base64");
    expect(await put("right", "bytes", { ChecksumSHA256 })).toMatchObject({ ChecksumSHA256 });
    expect(await get("right", { ChecksumMode: "ENABLED" })).toMatchObject({ ChecksumSHA256 });
  });

  test("with a checksum that is not verified here are refused", async () => {
    const refused = put("crc", "bytes", { ChecksumCRC32C: "AAAAAA==" });
    await expect(refused).rejects.toMatchObject(refusal("NotImplemented", 501));
  });

  test("are written once by If-None-Match, also by many at once", async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => put("once", String(index), { IfNoneMatch: "*" })),
    );
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const failed = attempts.find((attempt) => attempt.status === "rejected");
    expect(failed?.reason).toMatchObject(refusal("PreconditionFailed", 412));
  });

  test("are replaced by If-Match only as what they were", async () => {
    const { ETag } = await put("match", "one");
    await put("match", "two", { IfMatch: ETag });
    await expect(put("match", "three", { IfMatch: ETag })).rejects.toMatchObject(
      refusal("PreconditionFailed", 412),
    );
    await expect(put("match-none", "x", { IfMatch: ETag })).rejects.toMatchObject(refusal("NoSuchKey", 404));
    expect(await (await get("match")).Body?.transformToString()).toBe("two");
  });

  test("can be read in part", async () => {
    await put("range", "0123456789");
    for (const [Range, text, ContentRange] of [
      ["bytes=2-4", "234", "bytes 2-4/10"],
      ["bytes=7-", "789", "bytes 7-9/10"],
      ["bytes=-3", "789", "bytes 7-9/10"],
      ["bytes=8-100", "89", "bytes 8-9/10"],
    ]) {
      const part = await get("range", { Range });
      expect(await part.Body?.transformToString()).toBe(text);
      expect(part.ContentRange).toBe(ContentRange);
    }
    await expect(get("range", { Range: "bytes=10-" })).rejects.toMatchObject(refusal("InvalidRange", 416));
  });

  test("can be empty", async () => {
    await put("empty", "");
    expect(await (await get("empty")).Body?.transformToString()).toBe("");
  });

  test("cannot be read with other headers than they were stored with", async () => {
    await put("header", "x");
    await expect(get("header", { ResponseContentType: "text/css" })).rejects.toMatchObject({
      ...refusal("NotImplemented", 501),
      message: expect.stringContaining("response-content-type"),
    });
  });

  test("can be read on conditions", async () => {
    const { ETag } = await put("conditional", "x");
    await expect(get("conditional", { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get("conditional", { IfMatch: '"0"' })).rejects.toMatchObject(
      refusal("PreconditionFailed", 412),
    );
    const since = get("conditional", { IfUnmodifiedSince: new Date(0) });
    await expect(since).rejects.toMatchObject(refusal("PreconditionFailed", 412));
  });

  test("survive a restart, and go when they are deleted", async () => {
    await put("kept", "still here");
    await close();
    await open();
    expect(await (await get("kept")).Body?.transformToString()).toBe("still here");
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: "kept" }));
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: "kept" }));
    await expect(get("kept")).rejects.toMatchObject(refusal("NoSuchKey", 404));
  });
});

test("many are deleted in one request, also those that are not there, and not those that have changed", async () => {
  for (const Key of ["many/1", "many/2", "many/ü & <3>"]) await put(Key, Key);
  const Objects = [
    { Key: "many/1" },
    { Key: "many/2", ETag: '"0"' },
    { Key: "many/ü & <3>" },
    { Key: "many/nowhere" },
    { Key: "many/1", VersionId: "1" },
  ];
  const { Deleted, Errors } = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(["many/1", "many/ü & <3>", "many/nowhere"]);
  expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ["many/2", "PreconditionFailed"],
    ["many/1", "NotImplemented"],
  ]);
  const left = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: "many/" }));
  expect(left.Contents?.map(({ Key }) => Key)).toEqual(["many/2"]);
  const quiet = { Objects: [{ Key: "many/2" }], Quiet: true };
  expect((await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: quiet }))).Deleted).toBeUndefined();
  await expect(
    client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [] } })),
  ).rejects.toMatchObject(refusal("MalformedXML", 400));
});

describe("buckets", () => {
  test("are listed, with their objects by prefix and delimiter", async () => {
    const Other = "listing";
    await client.send(new s3.CreateBucketCommand({ Bucket: Other }));
    for (const Key of ["x/1", "x/2", "y", "z & <w>"]) {
      await client.send(new s3.PutObjectCommand({ Bucket: Other, Key, Body: Key }));
    }
    const names = (await client.send(new s3.ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name);
    expect(names).toEqual([Bucket, Other]);
    const page = await client.send(new s3.ListObjectsV2Command({ Bucket: Other, Delimiter: "/" }));
    expect(page.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ["y", 1],
      ["z & <w>", 7],
    ]);
    expect(page.CommonPrefixes).toEqual([{ Prefix: "x/" }]);
    expect(page).toMatchObject({ KeyCount: 3, IsTruncated: false });
    const first = await client.send(new s3.ListObjectsV2Command({ Bucket: Other, MaxKeys: 3 }));
    expect(first).toMatchObject({ KeyCount: 3, IsTruncated: true });
    const ContinuationToken = first.NextContinuationToken;
    const second = await client.send(new s3.ListObjectsV2Command({ Bucket: Other, ContinuationToken }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["z & <w>"]);
  });

  test("exist once, have a name that S3 allows, and go when they are empty", async () => {
    await expect(client.send(new s3.CreateBucketCommand({ Bucket }))).rejects.toMatchObject(
      refusal("BucketAlreadyOwnedByYou", 409),
    );
    await expect(client.send(new s3.CreateBucketCommand({ Bucket: "No_Such" }))).rejects.toMatchObject(
      refusal("InvalidBucketName", 400),
    );
    await put("something", "x");
    await expect(client.send(new s3.DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(
      refusal("BucketNotEmpty", 409),
    );
    await client.send(new s3.CreateBucketCommand({ Bucket: "empty" }));
    await client.send(new s3.HeadBucketCommand({ Bucket: "empty" }));
    await client.send(new s3.DeleteBucketCommand({ Bucket: "empty" }));
    const gone = client.send(new s3.HeadBucketCommand({ Bucket: "empty" }));
    await expect(gone).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    const nowhere = client.send(new s3.PutObjectCommand({ Bucket: "empty", Key: "x", Body: "x" }));
    await expect(nowhere).rejects.toMatchObject(refusal("NoSuchBucket", 404));
  });

  test("keep their settings", async () => {
    expect((await client.send(new s3.GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await client.send(
      new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    expect((await client.send(new s3.GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const blocked = await client.send(new s3.GetPublicAccessBlockCommand({ Bucket }));
    expect(blocked.PublicAccessBlockConfiguration?.BlockPublicAcls).toBe(true);
    await expect(
      client.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket })),
    ).rejects.toMatchObject(refusal("NoSuchLifecycleConfiguration", 404));
    const rule = { ID: "old", Status: "Enabled" as const, Filter: { Prefix: "a/" } };
    const Rules = [{ ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 3 } }];
    await client.send(
      new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    expect((await client.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(
      Rules,
    );
    await client.send(new s3.DeleteBucketLifecycleCommand({ Bucket }));
    const encryption = await client.send(new s3.GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toHaveLength(1);
  });

  test("refuse what is not supported, by name", async () => {
    const acl = client.send(new s3.GetBucketAclCommand({ Bucket }));
    await expect(acl).rejects.toMatchObject({
      ...refusal("NotImplemented", 501),
      message: expect.stringContaining("acl"),
    });
    const copy = client.send(
      new s3.CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/something` }),
    );
    await expect(copy).rejects.toMatchObject(refusal("NotImplemented", 501));
    const multipart = client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: "big" }));
    await expect(multipart).rejects.toMatchObject(refusal("NotImplemented", 501));
  });
});

test("a bucket with versioning returns versions, and Lambda takes the code of the one that is asked for", async () => {
  await client.send(new s3.CreateBucketCommand({ Bucket: "versioned" }));
  const zip = await inlineCode("exports.handler = async () => 1;", "nodejs24.x");
  const store = (Body: Buffer) =>
    client.send(new s3.PutObjectCommand({ Bucket: "versioned", Key: "a.zip", Body }));
  expect((await store(zip)).VersionId).toBeUndefined();
  await client.send(
    new s3.PutBucketVersioningCommand({
      Bucket: "versioned",
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const { VersionId: old } = await store(Buffer.from("old"));
  const { VersionId } = await store(zip);
  expect(VersionId).not.toBe(old);
  const head = (version?: string) =>
    client.send(new s3.HeadObjectCommand({ Bucket: "versioned", Key: "a.zip", VersionId: version }));
  expect((await head()).VersionId).toBe(VersionId);
  expect((await head(VersionId)).ContentLength).toBe(zip.length);
  await expect(head(old)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });

  const lambda = new LambdaClient(connection(account));
  const create = (S3ObjectVersion: string | undefined) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: "from-s3",
        Role: "arn:aws:iam::000000000000:role/test",
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { S3Bucket: "versioned", S3Key: "a.zip", S3ObjectVersion },
      }),
    );
  await expect(create(old)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringContaining("NoSuchVersion"),
  });
  expect((await create(VersionId)).CodeSha256).toBe(createHash("sha256").update(zip).digest("base64"));
  lambda.destroy();
});
