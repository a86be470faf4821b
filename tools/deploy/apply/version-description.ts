/** Lambda's limit for the description of a version. */
const LIMIT = 256;

/**
 * Description of a published version: a version has no tags, so this is the record of what it holds. A label that does not fit
 * is cut, since the digest and the commit identify the version.
 */
export function versionDescription(sha256: string, commit: string | undefined, target: string): string {
  return [
    "ferry",
    `sha256:${sha256}`,
    ...(commit === undefined ? [] : [`commit:${commit}`]),
    `target:${target}`,
  ]
    .join(" ")
    .slice(0, LIMIT);
}
