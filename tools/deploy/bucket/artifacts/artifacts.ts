import type { Upload } from "../../aws/s3/s3";
import { FerryError } from "../../error";
import { INLINE_TEMPLATE_BYTES } from "../../manifest/limits";
import type { BundleDigest } from "../../manifest/schema";
import type { StackArtifact } from "../../manifest/service";
import type { Bucket } from "../bucket";
import { keys } from "../keys";

/** An object of which it is known that it holds the wanted bytes. */
export interface StoredArtifact {
  readonly bucket: string;
  readonly key: string;
  /** Absent in a bucket that keeps no versions. */
  readonly version: string | undefined;
  /** Bytes that were sent for it by this call. */
  readonly uploadedBytes: number;
}

/**
 * Zips and templates that are too large for a request, in the bucket by their digest: one copy of each for all functions and
 * environments of an account and region.
 */
export class StoredArtifacts {
  readonly #bucket: Bucket;
  /** By key: functions with the same bytes wait for one upload. */
  readonly #stored = new Map<string, Promise<StoredArtifact>>();

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * @param path of the zip, whose SHA-256 is the digest's
   * @param beforeUpload awaited if the bytes are not there yet
   */
  zip(
    { sha256, zippedBytes }: BundleDigest,
    path: string,
    beforeUpload: () => Promise<void>,
  ): Promise<StoredArtifact> {
    const upload = { body: { file: path }, bytes: zippedBytes, sha256 };
    return this.#once(keys.zip(sha256), upload, beforeUpload);
  }

  /** How a change set is told its template. */
  async template(
    { body, digest }: Pick<StackArtifact, "body" | "digest">,
    beforeUpload: () => Promise<void>,
  ): Promise<{ readonly templateBody: string } | { readonly templateUrl: string }> {
    const bytes = Buffer.byteLength(body);
    if (bytes <= INLINE_TEMPLATE_BYTES) return { templateBody: body };
    const upload = { body, bytes, sha256: digest };
    const { key, version } = await this.#once(keys.template(digest), upload, beforeUpload);
    return { templateUrl: this.#bucket.url(key, version) };
  }

  async #once(key: string, upload: Upload, beforeUpload: () => Promise<void>): Promise<StoredArtifact> {
    const known = this.#stored.get(key);
    if (known) return { ...(await known), uploadedBytes: 0 };
    const stored = this.#store(key, upload, beforeUpload);
    this.#stored.set(key, stored);
    stored.catch(() => this.#stored.delete(key));
    return await stored;
  }

  async #store(key: string, upload: Upload, beforeUpload: () => Promise<void>): Promise<StoredArtifact> {
    const bucket = this.#bucket.name;
    // Asked first, to spare the bytes; the condition of the upload is what counts.
    const before = await this.#bucket.head(key);
    if (!before) {
      await beforeUpload();
      const made = await this.#bucket.upload(key, upload);
      if (made) return { bucket, key, version: made.version, uploadedBytes: upload.bytes };
    }
    const found = before ?? (await this.#bucket.head(key));
    if (found?.sha256 === upload.sha256) return { bucket, key, version: found.version, uploadedBytes: 0 };
    throw new FerryError(
      "ArtifactMismatch",
      `the object ${key} in the bucket ${bucket} ${found ? `has the SHA-256 ${found.sha256 ?? "(not recorded)"}` : "went away"}; its name says ${upload.sha256}`,
      { next: "find out who put it there, delete that object, and run the same command again" },
    );
  }
}
