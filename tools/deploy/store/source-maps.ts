import { createHash } from "node:crypto";
import { promisify } from "node:util";
import type { Bucket } from "./bucket";

/**
 * Source maps of what was deployed, in the bucket by build id: one for all functions and environments that run the same bundle. They
 * hold the sources, so whoever may read them can read the code.
 */
export class SourceMaps {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * Keeps a map, unless there is one of that build already.
   * @param beforeUpload awaited before anything is written
   */
  async keep(buildId: string, map: Buffer, beforeUpload: () => Promise<void>): Promise<void> {
    const key = keyOf(buildId);
    // Asked first, to spare the bytes; that none is overwritten is for the condition of the upload to see to.
    if (await this.#bucket.head(key)) return;
    const body = await promisify(zlib().gzip)(map);
    await beforeUpload();
    const sha256 = createHash("sha256").update(body).digest("base64");
    await this.#bucket.upload(key, { body, bytes: body.length, sha256 });
  }

  /** The map as JSON text; undefined where none is kept. */
  async find(buildId: string): Promise<string | undefined> {
    const body = await this.#bucket.bytes(keyOf(buildId));
    return body && (await promisify(zlib().gunzip)(body)).toString("utf8");
  }
}

/** Loaded when a map is there: a deploy that uploads nothing does without it. */
function zlib(): typeof import("node:zlib") {
  return require("node:zlib");
}

function keyOf(buildId: string): string {
  return `source-maps/${buildId}.js.map.gz`;
}
