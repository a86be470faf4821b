import { promisify } from "node:util";
import type { DebugArtifact } from "../manifest/debug-artifacts";
import type { BundleDigest } from "../manifest/schema";
import { sha256 } from "../model/digest";
import type { Bucket } from "./bucket";
import { keys } from "./keys";

const KEYS: Readonly<Record<DebugArtifact["name"], (digest: BundleDigest) => string>> = {
  "source map": ({ buildId }) => keys.sourceMap(buildId),
  metafile: ({ sha256 }) => keys.metafile(sha256),
};

/** The key of a bundle's debug artifact. */
export function debugArtifactKey({ name }: DebugArtifact, digest: BundleDigest): string {
  return KEYS[name](digest);
}

/** Largest decompressed size in bytes, far above any real one. */
const LARGEST = 256 * 1024 * 1024;

/** A stored debug artifact that cannot be decompressed. */
export class DamagedDebugArtifact extends Error {
  override readonly name = "DamagedDebugArtifact";
}

/**
 * Compressed source maps and metafiles of deployed bundles in the bucket, shared by all functions and environments with the same
 * bundle. Source maps contain the sources: read access to them is access to the code.
 */
export class StoredDebugArtifacts {
  readonly #bucket: Pick<Bucket, "head" | "upload" | "bytes">;

  constructor(bucket: Pick<Bucket, "head" | "upload" | "bytes">) {
    this.#bucket = bucket;
  }

  /**
   * Stores one, unless it already exists.
   * @param beforeUpload awaited before anything is written
   */
  async keep(key: string, contents: Buffer, beforeUpload: () => Promise<void>): Promise<void> {
    // Only saves the upload; the upload's own precondition prevents overwriting.
    if (await this.#bucket.head(key)) return;
    const body = await promisify(zlib().gzip)(contents);
    await beforeUpload();
    await this.#bucket.upload(key, { body, bytes: body.length, sha256: sha256(body) });
  }

  /**
   * Its text; undefined if none is stored.
   * @throws DamagedDebugArtifact
   */
  async find(key: string): Promise<string | undefined> {
    const body = await this.#bucket.bytes(key);
    if (body === undefined) return undefined;
    try {
      const contents = await promisify<Buffer, { maxOutputLength: number }, Buffer>(zlib().gunzip)(body, {
        maxOutputLength: LARGEST,
      });
      return contents.toString("utf8");
    } catch (cause) {
      throw new DamagedDebugArtifact(`${key} is damaged: ${(cause as Error).message}`, { cause });
    }
  }
}

/** Loaded on first use: a deploy that uploads nothing does not need it. */
function zlib(): typeof import("node:zlib") {
  return require("node:zlib");
}
