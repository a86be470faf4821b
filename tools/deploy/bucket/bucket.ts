import { setTimeout as delay } from "node:timers/promises";
import { type BucketAddress, BucketMissing } from "../aws/s3/failure";
import type { Condition, Objects, StoredFile, StoredText, TopKeys, Upload } from "../aws/s3/s3";
import type { AwsSession } from "../aws/session";
import type { Environment } from "../environment/schema";
import { partitionOf } from "../model/partition";

/** Attempts of a write while the creation of the bucket propagates. */
const ATTEMPTS = 20;
/** Pause between attempts, in milliseconds. */
const PAUSE = 500;

/**
 * Ferry's bucket in an account and region, with the artifacts, records and locks of all environments there. It is created on the
 * first write; until then, reads find nothing.
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

  /** URL of a version of an object, or of the newest, for other AWS services. */
  url(key: string, version: string | undefined): string {
    const { endpoint, region } = this.#session.connection;
    const object =
      endpoint === undefined
        ? `https://${this.name}.s3.${region}.${partitionOf(region).domain}/${key}`
        : `${endpoint}/${this.name}/${key}`;
    return version === undefined ? object : `${object}?versionId=${encodeURIComponent(version)}`;
  }

  /** Undefined if there is no such object. */
  get(key: string): Promise<StoredText | undefined> {
    return this.#session.objects.get(this.#address, key);
  }

  /** All objects with the prefix, and S3's time. */
  list(prefix: string): ReturnType<Objects["list"]> {
    return this.#session.objects.list(this.#address, prefix);
  }

  /** All keys with the prefix. */
  async keys(prefix: string): Promise<readonly string[]> {
    return (await this.list(prefix)).objects.map(({ key }) => key);
  }

  /** Keys without a slash, which artifacts have, in one call. */
  topKeys(): Promise<TopKeys> {
    return this.#session.objects.topKeys(this.#address);
  }

  /** The object's bytes; undefined if there is no such object. */
  bytes(key: string): Promise<Buffer | undefined> {
    return this.#session.objects.bytes(this.#address, key);
  }

  /** @returns the ETag, or undefined if the condition failed */
  put(key: string, text: string, condition: Condition): Promise<string | undefined> {
    return this.#writing(() => this.#session.objects.put(this.#address, key, text, condition));
  }

  /** Deletes the object, if it still has that ETag. */
  delete(key: string, etag: string): Promise<void> {
    return this.#session.objects.delete(this.#address, key, etag);
  }

  /**
   * Uploads, unless there is already an object with that key.
   * @returns undefined if there is one
   */
  upload(key: string, upload: Upload): Promise<Pick<StoredFile, "version"> | undefined> {
    return this.#writing(() => this.#session.objects.upload(this.#address, key, upload));
  }

  /** Undefined if there is no such object. */
  head(key: string): Promise<StoredFile | undefined> {
    return this.#session.objects.head(this.#address, key);
  }

  /**
   * Creates the bucket, or completes the settings of an existing one, whose creator may have been killed. Done once per run;
   * concurrent calls are harmless.
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
