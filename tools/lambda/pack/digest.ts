import { createHash } from "node:crypto";

/** Identity and size of a packed bundle; the deployer compares it with what Lambda reports. */
export interface BundleDigest {
  readonly version: 1;
  /** SHA-256 of the zip in hex: its key in Bazel's cache. */
  readonly sha256: string;
  /** The same 32 bytes in base64: Lambda's `CodeSha256`. */
  readonly codeSha256: string;
  /** SHA-256 of the bundled JavaScript in hex: what the running code knows itself by, and its source map's name. */
  readonly buildId: string;
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
}

/** The digest of a zip whose entries hold `unzippedBytes` bytes in all, and whose code has that build id. */
export function digestOf(zip: Buffer, buildId: string, unzippedBytes: number): BundleDigest {
  const hash = createHash("sha256").update(zip).digest();
  return {
    version: 1,
    sha256: hash.toString("hex"),
    codeSha256: hash.toString("base64"),
    buildId,
    zippedBytes: zip.length,
    unzippedBytes,
  };
}
