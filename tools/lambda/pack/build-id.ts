import { createHash } from "node:crypto";
import { BUILD_ID_FILE } from "../../bundle/build-id-file";
import type { Entry } from "./archive";

/**
 * The build id of bundled JavaScript: its SHA-256 in hex. The zip's own digest cannot be inside the zip; this one can, and it is
 * the same for the same code wherever, whenever and at whatever commit it is built.
 */
export function buildIdOf(bundle: Buffer): string {
  return createHash("sha256").update(bundle).digest("hex");
}

/** The file of the zip that holds the build id. */
export function buildIdEntry(buildId: string): Entry {
  return { path: BUILD_ID_FILE, contents: Buffer.from(buildId, "latin1") };
}
