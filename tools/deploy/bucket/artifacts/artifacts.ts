import type { TopKeys, Upload } from "../../aws/s3/s3";
import { FerryError } from "../../error";
import { INLINE_TEMPLATE_BYTES } from "../../manifest/limits";
import type { BundleDigest } from "../../manifest/schema";
import type { StackArtifact } from "../../manifest/service";
import type { Bucket } from "../bucket";
import { keys } from "../keys";

/** An object with verified content. */
export interface StoredArtifact {
  readonly bucket: string;
  readonly key: string;
  /** Absent in a bucket without versioning. */
  readonly version: string | undefined;
  /** Bytes uploaded by this call. */
  readonly uploadedBytes: number;
}

/**
 * Zips and templates too large for a request, and zips that new stacks create their functions with, stored in the bucket by digest:
 * one copy of each for all functions and environments of an account and region.
 */
export class StoredArtifacts {
  readonly #bucket: Bucket;
  /** By key: functions with the same zip share one upload. */
  readonly #stored = new Map<string, Promise<StoredArtifact>>();
  /** What was stored before; read on the first call. */
  #listed: Promise<TopKeys> | undefined;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * @param path of the zip, already verified against the digest
   * @param beforeUpload awaited if an upload is needed
   */
  zip(
    { sha256, zippedBytes }: BundleDigest,
    path: string,
    beforeUpload: () => Promise<void>,
  ): Promise<StoredArtifact> {
    const upload = { body: { file: path }, bytes: zippedBytes, sha256 };
    return this.#once(keys.zip(sha256), upload, beforeUpload);
  }

  /**
   * Stores a zip for the first code of a function. What one listing shows to be there is not looked at, since Lambda compares the
   * SHA-256 before the code becomes live.
   * @returns bytes uploaded
   */
  async firstCode(digest: BundleDigest, path: string, beforeUpload: () => Promise<void>): Promise<number> {
    const key = keys.zip(digest.sha256);
    this.#listed ??= this.#list();
    const { keys: listed, end } = await this.#listed;
    if (listed.has(key)) return 0;
    if (end !== undefined && key > end) return (await this.zip(digest, path, beforeUpload)).uploadedBytes;
    const upload = { body: { file: path }, bytes: digest.zippedBytes, sha256: digest.sha256 };
    return (await this.#once(key, upload, beforeUpload, true)).uploadedBytes;
  }

  /** Without the permission to list, each object is looked at. */
  async #list(): Promise<TopKeys> {
    try {
      return await this.#bucket.topKeys();
    } catch (error) {
      if (error instanceof FerryError && error.code === "AccessDenied") return { keys: new Set(), end: "" };
      this.#listed = undefined;
      throw error;
    }
  }

  /** The template as a parameter of a change set. */
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

  /** @param absent whether it was not there a moment ago */
  async #once(
    key: string,
    upload: Upload,
    beforeUpload: () => Promise<void>,
    absent = false,
  ): Promise<StoredArtifact> {
    const known = this.#stored.get(key);
    if (known) return { ...(await known), uploadedBytes: 0 };
    const stored = this.#store(key, upload, beforeUpload, absent);
    this.#stored.set(key, stored);
    stored.catch(() => this.#stored.delete(key));
    return await stored;
  }

  async #store(
    key: string,
    upload: Upload,
    beforeUpload: () => Promise<void>,
    absent: boolean,
  ): Promise<StoredArtifact> {
    const bucket = this.#bucket.name;
    // Only saves the upload; the upload's own precondition prevents overwriting.
    const before = absent ? undefined : await this.#bucket.head(key);
    if (!before) {
      await beforeUpload();
      const made = await this.#bucket.upload(key, upload);
      if (made) return { bucket, key, version: made.version, uploadedBytes: upload.bytes };
    }
    const found = before ?? (await this.#bucket.head(key));
    if (found?.sha256 === upload.sha256) return { bucket, key, version: found.version, uploadedBytes: 0 };
    throw new FerryError(
      "ArtifactMismatch",
      `the object ${key} in the bucket ${bucket} ${found ? `has the SHA-256 ${found.sha256 ?? "(not recorded)"}` : "was deleted"}; its name says ${upload.sha256}`,
      { next: "find out who put it there, delete that object, and run the same command again" },
    );
  }
}
