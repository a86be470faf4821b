import type { ReadStream } from "node:fs";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { fromBase64, toBase64 } from "../../model/digest";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { withFile } from "../client/fresh-body";
import { idempotent } from "../client/idempotent";
import { makeBucket } from "./bucket";
import { type BucketAddress, bucketFailure } from "./failure";

/** A small object with what is needed to change it on condition and to judge its age. */
export interface StoredText {
  readonly text: string;
  readonly etag: string;
  /** In whole seconds. */
  readonly lastModified: Date;
  /** When S3 answered, by its own clock and in whole seconds. */
  readonly now: Date;
}

/** What must hold for a write: that there is no such object, or that it is still the one of that ETag. */
export type Condition = "absent" | { readonly etag: string };

/** An upload that S3 holds against its SHA-256 before the object exists. */
export interface Upload {
  readonly body: string | Buffer | { readonly file: string };
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** What HeadObject says of an object. */
export interface StoredFile {
  readonly bytes: number;
  /** In hexadecimal; absent for an object that was uploaded without it. */
  readonly sha256: string | undefined;
  /** Absent in a bucket that keeps no versions. */
  readonly version: string | undefined;
}

/**
 * Answers to a conditional write that was not done: the condition did not hold, another conditional write came first, or the
 * object to be replaced is gone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const UNMET = ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"];

/** Else the SDK warns on standard error of every stream that it cannot send again: `withFile` sees to that. */
const SILENT = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * Objects as the deployer uses them. Any of these requests may be repeated: a write whose answer was lost then fails on its own
 * condition, and the caller looks what stands there.
 */
export class Objects {
  readonly #client: S3Client;

  constructor(connection: Connection, calls: CallCounter) {
    // A bucket as part of the host name needs DNS, which an endpoint on the loopback interface has not.
    const forcePathStyle = connection.endpoint !== undefined;
    this.#client = new S3Client({ ...clientOptions(connection), forcePathStyle, logger: SILENT });
    calls.watch(this.#client, "S3");
  }

  /** Makes the bucket and gives it its settings. */
  makeBucket(bucket: BucketAddress, region: string): Promise<void> {
    return makeBucket(this.#client, bucket, region);
  }

  /** Undefined where there is no such object, or no such bucket. */
  get(bucket: BucketAddress, key: string): Promise<StoredText | undefined> {
    const command = new GetObjectCommand({ ...address(bucket), Key: key });
    const date = dateOf(command);
    return attempt("GetObject", bucket, ["NoSuchKey", "NoSuchBucket"], async () => {
      const { Body, ETag, LastModified } = await this.#client.send(command);
      return {
        text: (await Body?.transformToString()) ?? "",
        etag: ETag ?? "",
        lastModified: LastModified ?? new Date(0),
        now: date(),
      };
    });
  }

  /** Keys that begin with the prefix, in the order of their UTF-8 bytes; none where there is no such bucket. */
  async keys(bucket: BucketAddress, prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        ...address(bucket),
        Prefix: prefix,
        ContinuationToken: token,
      });
      const page = await attempt("ListObjectsV2", bucket, ["NoSuchBucket"], () => this.#client.send(command));
      keys.push(...(page?.Contents ?? []).map(({ Key = "" }) => Key));
      token = page?.NextContinuationToken;
    } while (token);
    return keys;
  }

  /** Undefined where there is no such object, or no such bucket. */
  bytes(bucket: BucketAddress, key: string): Promise<Buffer | undefined> {
    return attempt("GetObject", bucket, ["NoSuchKey", "NoSuchBucket"], async () => {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...address(bucket), Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    });
  }

  /**
   * @returns the ETag, or undefined where the condition did not hold
   * @throws BucketMissing
   */
  put(bucket: BucketAddress, key: string, text: string, condition: Condition): Promise<string | undefined> {
    return attempt("PutObject", bucket, UNMET, async () => {
      const { ETag } = await this.#client.send(
        new PutObjectCommand({
          ...address(bucket),
          Key: key,
          Body: text,
          ContentType: "application/json",
          ...(condition === "absent" ? { IfNoneMatch: "*" } : { IfMatch: condition.etag }),
        }),
      );
      return ETag ?? "";
    });
  }

  /** Deletes the object, unless it is no longer the one of that ETag. */
  async delete(bucket: BucketAddress, key: string, etag: string): Promise<void> {
    await attempt("DeleteObject", bucket, [...UNMET, "NoSuchBucket"], () =>
      this.#client.send(new DeleteObjectCommand({ ...address(bucket), Key: key, IfMatch: etag })),
    );
  }

  /**
   * Uploads, unless there is an object of that key already.
   * @returns undefined where there is one
   * @throws BucketMissing
   */
  upload(
    bucket: BucketAddress,
    key: string,
    { body, bytes, sha256 }: Upload,
  ): Promise<Pick<StoredFile, "version"> | undefined> {
    const command = (Body: string | Buffer | ReadStream): PutObjectCommand =>
      new PutObjectCommand({
        ...address(bucket),
        Key: key,
        Body,
        ContentLength: bytes,
        ChecksumSHA256: toBase64(sha256),
        IfNoneMatch: "*",
      });
    return attempt("PutObject", bucket, UNMET, async () => {
      const { VersionId } = await this.#client.send(
        typeof body === "string" || Buffer.isBuffer(body) ? command(body) : withFile(body.file, command),
      );
      return { version: VersionId };
    });
  }

  /** Undefined where there is no such object, or no such bucket: the answer to HEAD has no document that tells which. */
  head(bucket: BucketAddress, key: string): Promise<StoredFile | undefined> {
    return attempt("HeadObject", bucket, ["NotFound"], async () => {
      const answer = await this.#client.send(
        new HeadObjectCommand({ ...address(bucket), Key: key, ChecksumMode: "ENABLED" }),
      );
      return {
        bytes: answer.ContentLength ?? 0,
        sha256: answer.ChecksumSHA256 === undefined ? undefined : fromBase64(answer.ChecksumSHA256),
        version: answer.VersionId,
      };
    });
  }
}

function address({ name, owner }: BucketAddress): { Bucket: string; ExpectedBucketOwner: string } {
  return { Bucket: name, ExpectedBucketOwner: owner };
}

/** Undefined where S3 answers with one of the given codes. */
async function attempt<T>(
  operation: string,
  bucket: BucketAddress,
  codes: readonly string[],
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await idempotent(call);
  } catch (error) {
    if (codes.includes((error as Error).name)) return undefined;
    throw bucketFailure(error, `S3.${operation}`, bucket);
  }
}

/** Lets the command keep the header `Date` of its answer, which the SDK's output leaves out. */
function dateOf(command: GetObjectCommand): () => Date {
  let date: string | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      date = headers?.date;
      return result;
    },
    { step: "deserialize", name: "keepDate" },
  );
  return () => (date === undefined ? new Date() : new Date(date));
}
