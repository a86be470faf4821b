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

/** A small object with the metadata for conditional writes and for its age. */
export interface StoredText {
  readonly text: string;
  readonly etag: string;
  /** In whole seconds. */
  readonly lastModified: Date;
  /** Time of the response by S3's clock, in whole seconds. */
  readonly now: Date;
}

/** An object as a list has it. */
export interface ListedObject {
  readonly key: string;
  /** As GetObject has it. */
  readonly etag: string;
  /** In whole seconds. */
  readonly lastModified: Date;
}

/** Precondition of a write: there is no such object, or it still has that ETag. */
export type Condition = "absent" | { readonly etag: string };

/** An upload whose SHA-256 S3 verifies before creating the object. */
export interface Upload {
  readonly body: string | Buffer | { readonly file: string };
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The first page of the keys without a slash. */
export interface TopKeys {
  readonly keys: ReadonlySet<string>;
  /** The last key that the page would have: of later ones nothing is known. Undefined if there are no more. */
  readonly end: string | undefined;
}

/** An object's metadata from HeadObject. */
export interface StoredFile {
  readonly bytes: number;
  /** In hexadecimal; absent if it was uploaded without a checksum. */
  readonly sha256: string | undefined;
  /** Absent in a bucket without versioning. */
  readonly version: string | undefined;
}

/**
 * Errors of a rejected conditional write: the condition failed, a concurrent conditional write won, or the object to replace was
 * deleted. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const UNMET = ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"];

/** Suppresses the SDK's warning about every stream that it cannot resend: `withFile` handles that. */
const SILENT = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * The parts of S3 that the deployer uses. All requests may be retried: a write whose response was lost then fails its own
 * precondition, and the caller checks the object.
 */
export class Objects {
  readonly #client: S3Client;

  constructor(connection: Connection, calls: CallCounter) {
    // A bucket name in the host name needs DNS, which an endpoint on the loopback interface does not have.
    const forcePathStyle = connection.endpoint !== undefined;
    this.#client = new S3Client({ ...clientOptions(connection), forcePathStyle, logger: SILENT });
    calls.watch(this.#client, "S3");
  }

  /** Creates the bucket and applies its settings. */
  makeBucket(bucket: BucketAddress, region: string): Promise<void> {
    return makeBucket(this.#client, bucket, region);
  }

  /** Undefined if there is no such object or no such bucket. */
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

  /**
   * Objects with the prefix, in the order of the UTF-8 bytes of their keys, by a call for each 1000; none if there is no such bucket.
   * `now` is the time of the first response by S3's clock, in whole seconds.
   */
  async list(
    bucket: BucketAddress,
    prefix: string,
  ): Promise<{ readonly objects: readonly ListedObject[]; readonly now: Date }> {
    const objects: ListedObject[] = [];
    let now: Date | undefined;
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        ...address(bucket),
        Prefix: prefix,
        ContinuationToken: token,
      });
      const date = dateOf(command);
      const page = await attempt("ListObjectsV2", bucket, ["NoSuchBucket"], () => this.#client.send(command));
      now ??= date();
      for (const { Key = "", ETag = "", LastModified = new Date(0) } of page?.Contents ?? [])
        objects.push({ key: Key, etag: ETag, lastModified: LastModified });
      token = page?.NextContinuationToken;
    } while (token);
    return { objects, now };
  }

  /** Keys without a slash, in one call; empty if there is no such bucket. */
  async topKeys(bucket: BucketAddress): Promise<TopKeys> {
    const command = new ListObjectsV2Command({ ...address(bucket), Delimiter: "/" });
    const page = await attempt("ListObjectsV2", bucket, ["NoSuchBucket"], () => this.#client.send(command));
    const { Contents = [], CommonPrefixes = [], IsTruncated = false } = page ?? {};
    const keys = Contents.map(({ Key = "" }) => Key);
    const all = [...keys, ...CommonPrefixes.map(({ Prefix = "" }) => Prefix)].sort();
    return { keys: new Set(keys), end: IsTruncated ? (all.at(-1) ?? "") : undefined };
  }

  /** Undefined if there is no such object or no such bucket. */
  bytes(bucket: BucketAddress, key: string): Promise<Buffer | undefined> {
    return attempt("GetObject", bucket, ["NoSuchKey", "NoSuchBucket"], async () => {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...address(bucket), Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    });
  }

  /**
   * @returns the ETag, or undefined if the condition failed
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

  /** Deletes the object, if it still has that ETag. */
  async delete(bucket: BucketAddress, key: string, etag: string): Promise<void> {
    await attempt("DeleteObject", bucket, [...UNMET, "NoSuchBucket"], () =>
      this.#client.send(new DeleteObjectCommand({ ...address(bucket), Key: key, IfMatch: etag })),
    );
  }

  /**
   * Uploads, unless there is already an object with that key.
   * @returns undefined if there is one
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

  /** Undefined if there is no such object or no such bucket: the response to HEAD does not say which. */
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

/** Undefined if S3 returns one of the given codes. */
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

/** Captures the response's `Date` header, which the SDK's output omits. */
function dateOf(command: GetObjectCommand | ListObjectsV2Command): () => Date {
  let date: string | undefined;
  // Of all commands alike.
  const { middlewareStack } = command as GetObjectCommand;
  middlewareStack.add(
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
