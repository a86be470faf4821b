/** What a package says about itself in its package.json, as far as a bill of materials has it. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  /** SPDX identifiers or expressions, or free text where an author wrote none; empty if the package names no licence. */
  readonly licenses: readonly string[];
}

/**
 * Reads a package.json. Licences also come in the two forms that npm has long deprecated and old packages still have:
 * `{"type": "MIT"}`, and a list of these (https://docs.npmjs.com/cli/configuring-npm/package-json#license).
 *
 * @throws Error if it is not JSON, or names neither package nor version
 */
export function readManifest(text: string): PackageManifest {
  const { name, version, license, licenses } = JSON.parse(text) as Record<string, unknown>;
  if (typeof name !== "string" || typeof version !== "string") {
    throw new Error("it has no name or no version");
  }
  const named = [license, licenses]
    .flat()
    .map((one) => (typeof one === "object" && one !== null ? (one as { type?: unknown }).type : one));
  const texts = named.filter((one): one is string => typeof one === "string" && one.trim() !== "");
  return { name, version, licenses: [...new Set(texts.map((one) => one.trim()))] };
}
