import { setTimeout as delay } from "node:timers/promises";
import { type BucketAddress, BucketMissing } from "../aws/s3/failure";
import type { Condition, StoredFile, StoredText, Upload } from "../aws/s3/s3";
import type { AwsSession } from "../aws/session";
import type { Environment } from "../environment/schema";

/** How often a write is tried while S3 does not know everywhere that the bucket was made. */
const ATTEMPTS = 20;
/** Pause between these, in milliseconds. */
const PAUSE = 500;

/**
 * The bucket of an account and region, in which every environment there has its artifacts, its record and its locks. It is made when
 * something is first written to it; reading it where it is not there finds nothing.
 */
export class Bucket {
  readonly #session: AwsSession;
  readonly #address: BucketAddress;
  #made: Promise<void> | undefined;

  constructor(session: AwsSession, { account, region }: Pick<Environment, "account" | "region">) {
    this.#session = session;
    this.#address = { name: `ferry-${account}-${region}`, owner: account };
  }

  get name(): string {
    return this.#address.name;
  }

  /** Where other AWS services find a version of an object, or the newest. */
  url(key: string, version: string | undefined): string {
    const { endpoint, region } = this.#session.connection;
    const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    const object =
      endpoint === undefined
        ? `https://${this.name}.s3.${region}.${domain}/${key}`
        : `${endpoint}/${this.name}/${key}`;
    return version === undefined ? object : `${object}?versionId=${encodeURIComponent(version)}`;
  }

  /** Undefined where there is no such object. */
  get(key: string): Promise<StoredText | undefined> {
    return this.#session.objects.get(this.#address, key);
  }

  /** Keys of all objects that begin so. */
  keys(prefix: string): Promise<readonly string[]> {
    return this.#session.objects.keys(this.#address, prefix);
  }

  /** The object's bytes; undefined where there is no such object. */
  bytes(key: string): Promise<Buffer | undefined> {
    return this.#session.objects.bytes(this.#address, key);
  }

  /** @returns the ETag, or undefined where the condition did not hold */
  put(key: string, text: string, condition: Condition): Promise<string | undefined> {
    return this.#writing(() => this.#session.objects.put(this.#address, key, text, condition));
  }

  /** Deletes the object, unless it is no longer the one of that ETag. */
  delete(key: string, etag: string): Promise<void> {
    return this.#session.objects.delete(this.#address, key, etag);
  }

  /**
   * Uploads, unless there is an object of that key already.
   * @returns undefined where there is one
   */
  upload(key: string, upload: Upload): Promise<Pick<StoredFile, "version"> | undefined> {
    return this.#writing(() => this.#session.objects.upload(this.#address, key, upload));
  }

  /** Undefined where there is no such object. */
  head(key: string): Promise<StoredFile | undefined> {
    return this.#session.objects.head(this.#address, key);
  }

  /**
   * Makes the bucket, or sees to it that the one that is there has its settings: whoever made it may have been killed before
   * they were all given. Done once in a run; several at once, in this process or in others, do no harm.
   */
  ensure(): Promise<void> {
    this.#made ??= this.#session.objects
      .makeBucket(this.#address, this.#session.connection.region)
      .catch((error: unknown) => {
        this.#made = undefined;
        throw error;
      });
    return this.#made;
  }

  async #writing<T>(write: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof BucketMissing) || attempt === ATTEMPTS) throw error;
        await this.ensure();
        if (attempt > 1) await delay(PAUSE);
      }
    }
  }
}
