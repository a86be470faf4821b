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

/** Bytes that one may have: many times as many as any has. */
const LARGEST = 256 * 1024 * 1024;

/** A debug artifact that is not what was kept: its compression is broken. */
export class DamagedDebugArtifact extends Error {
  override readonly name = "DamagedDebugArtifact";
}

/**
 * Source maps and metafiles of what was deployed, compressed, in the bucket: one for all functions and environments that run the same
 * bundle. Source maps hold the sources, so whoever may read them can read the code.
 */
export class StoredDebugArtifacts {
  readonly #bucket: Pick<Bucket, "head" | "upload" | "bytes">;

  constructor(bucket: Pick<Bucket, "head" | "upload" | "bytes">) {
    this.#bucket = bucket;
  }

  /**
   * Keeps one, unless it is there already.
   * @param beforeUpload awaited before anything is written
   */
  async keep(key: string, contents: Buffer, beforeUpload: () => Promise<void>): Promise<void> {
    // Asked first, to spare the bytes; that none is overwritten is for the condition of the upload to see to.
    if (await this.#bucket.head(key)) return;
    const body = await promisify(zlib().gzip)(contents);
    await beforeUpload();
    await this.#bucket.upload(key, { body, bytes: body.length, sha256: sha256(body) });
  }

  /**
   * Its text; undefined where none is kept.
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

/** Loaded when there is something to keep: a deploy that uploads nothing does without it. */
function zlib(): typeof import("node:zlib") {
  return require("node:zlib");
}
