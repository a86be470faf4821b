import { createHash } from "node:crypto";

/** Identity and size of a packed bundle; the deployer compares it with what Lambda reports. */
export interface BundleDigest {
  readonly version: 1;
  /** SHA-256 of the zip in hex: its key in Bazel's cache. */
  readonly sha256: string;
  /** The same 32 bytes in base64: Lambda's `CodeSha256`. */
  readonly codeSha256: string;
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
}

/** The digest of a zip whose entries hold `unzippedBytes` bytes in all. */
export function digestOf(zip: Buffer, unzippedBytes: number): BundleDigest {
  const hash = createHash("sha256").update(zip).digest();
  return {
    version: 1,
    sha256: hash.toString("hex"),
    codeSha256: hash.toString("base64"),
    zippedBytes: zip.length,
    unzippedBytes,
  };
}
