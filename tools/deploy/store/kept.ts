/** Key of the bill of materials (CycloneDX, JSON) of a zip: what the audit knows of a version that is no longer built. */
export function bomKey(sha256: string): string {
  return `sboms/${sha256}.cdx.json`;
}
