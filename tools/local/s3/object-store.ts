import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Database } from "../state/database";
import type { ChecksumAlgorithm } from "./checksum";

/** What is kept of an object besides its bytes. */
export interface ObjectRecord {
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** ISO 8601, whole seconds as S3 has them. */
  readonly lastModified: string;
  /** Where the bucket keeps versions: this is the newest, and the only one that is kept. */
  readonly version?: string | undefined;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  /** Headers that are given back as they came: `content-type`, `cache-control`, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the file with its bytes. */
  readonly file: string;
}

/** What is kept of a bucket besides its objects. */
export interface BucketRecord {
  readonly created: string;
  readonly region: string;
  /** Sub-resources by their name in the query (`versioning`), each the content of its XML document. */
  readonly configurations: Readonly<Record<string, object>>;
}

/** Whether the bucket's objects get version ids. */
export function keepsVersions({ configurations }: BucketRecord): boolean {
  return (configurations.versioning as { readonly Status?: string } | undefined)?.Status === "Enabled";
}

const BUCKETS = "bucket";

/** Buckets and objects in the account's state: records in SQLite, each object's bytes in a file of its own that never changes. */
export class ObjectStore {
  readonly #database: Database;
  readonly #files: string;

  constructor(folder: string) {
    this.#files = join(folder, "objects");
    mkdirSync(this.#files, { recursive: true });
    this.#database = new Database(join(folder, "objects.sqlite"));
    this.#removeOrphans();
  }

  bucket(name: string): BucketRecord | undefined {
    return this.#database.get(BUCKETS, name) as BucketRecord | undefined;
  }

  putBucket(name: string, record: BucketRecord): void {
    this.#database.put(BUCKETS, name, record);
  }

  deleteBucket(name: string): void {
    this.#database.delete(BUCKETS, name);
  }

  *buckets(): Generator<{ name: string; record: BucketRecord }> {
    for (const { key, value } of this.#database.entries(BUCKETS))
      yield { name: key, record: value as BucketRecord };
  }

  object(bucket: string, key: string): ObjectRecord | undefined {
    return this.#database.get(space(bucket), key) as ObjectRecord | undefined;
  }

  /** In the order of the keys' UTF-8 bytes, from the first that is not before `from`. */
  *objects(bucket: string, from: string): Generator<{ key: string; record: ObjectRecord }> {
    for (const { key, value } of this.#database.entries(space(bucket), { gte: from })) {
      yield { key, record: value as ObjectRecord };
    }
  }

  /** Writes bytes to a file that no object names yet; give it to `putObject`, or to `discard`. */
  async receive(bytes: Readable, observe: (chunk: Buffer) => void): Promise<{ file: string; size: number }> {
    const file = randomUUID();
    let size = 0;
    const observer = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        try {
          size += chunk.length;
          observe(chunk);
          done(null, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
    try {
      await pipeline(bytes, observer, createWriteStream(this.#path(file), { mode: 0o600 }));
    } catch (error) {
      this.discard(file);
      throw error;
    }
    return { file, size };
  }

  discard(file: string): void {
    rmSync(this.#path(file), { force: true });
  }

  /** Makes the record the object of its key; bytes that were there before are removed. */
  putObject(bucket: string, key: string, record: ObjectRecord): void {
    const before = this.object(bucket, key);
    this.#database.put(space(bucket), key, record);
    if (before !== undefined) this.discard(before.file);
  }

  deleteObject(bucket: string, key: string): void {
    const before = this.object(bucket, key);
    if (before === undefined) return;
    this.#database.delete(space(bucket), key);
    this.discard(before.file);
  }

  /** @param end last byte, inclusive */
  read(record: ObjectRecord, start: number, end: number): Readable {
    return createReadStream(this.#path(record.file), { start, end });
  }

  close(): void {
    this.#database.close();
  }

  #path(file: string): string {
    return join(this.#files, file);
  }

  /** Files of uploads that a killed process did not finish. */
  #removeOrphans(): void {
    const named = new Set<string>();
    for (const { name } of this.buckets()) {
      for (const { record } of this.objects(name, "")) named.add(record.file);
    }
    for (const file of readdirSync(this.#files)) if (!named.has(file)) this.discard(file);
  }
}

function space(bucket: string): string {
  return `object/${bucket}`;
}
