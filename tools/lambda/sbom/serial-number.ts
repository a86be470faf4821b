import { createHash } from "node:crypto";

/** Namespace of Ferry's bills of materials: a random UUID, chosen once. */
const NAMESPACE = Buffer.from("6f0c1b7e9a434d0fb0d95b1f3c2ae871", "hex");

/**
 * The serial number of a text: a UUID of version 5 (RFC 9562, section 5.5) as a URN, so that the same text has the same one
 * in every build.
 */
export function serialNumber(text: string): string {
  const bytes = createHash("sha1").update(NAMESPACE).update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `urn:uuid:${bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}
