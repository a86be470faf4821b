import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** Converts a digest from hexadecimal, as used everywhere here, to base64, as AWS's APIs write it. */
export function toBase64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

/** The inverse of `toBase64`. */
export function fromBase64(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file in hexadecimal, without holding it in memory. */
export async function fileSha256(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(file.createReadStream({ autoClose: false, start: 0 }), hash);
  return hash.digest("hex");
}
