import { createHash } from "node:crypto";
import type { FunctionVersion } from "./observed";
import { COVERAGE } from "./settings";

/** What was covered before digests said it: they are bare, and so are all of that coverage, for the deployers of that time. */
const BARE = "3f5a0df9";

/**
 * What is compared of the settings of a version later, perhaps by a newer or an older deployer: SHA-256, in hexadecimal, of all of
 * them, the same whatever order Lambda answers their members in, with what it covers before it (`coverage:digest`), or alone.
 * @param coverage for tests: which settings `configuration` has
 */
export function configurationDigest(
  { configuration }: Pick<FunctionVersion, "configuration">,
  coverage = COVERAGE,
): string {
  const digest = createHash("sha256").update(JSON.stringify(configuration, sorted)).digest("hex");
  return coverage === BARE ? digest : `${coverage}:${digest}`;
}

/**
 * Whether a version has the settings that a digest is of; undefined where that cannot be said, since a deployer made the digest that
 * covers other settings: nothing has changed by that.
 */
export function hasConfiguration(
  version: Pick<FunctionVersion, "configuration">,
  digest: string,
  coverage = COVERAGE,
): boolean | undefined {
  if (coverageOfDigest(digest) !== coverage) return undefined;
  return configurationDigest(version, coverage) === digest;
}

/** Undefined for a form that no deployer has used so far. */
function coverageOfDigest(digest: string): string | undefined {
  const parts = /^(?:(?<coverage>[0-9a-f]{8}):)?[0-9a-f]{64}$/.exec(digest);
  return parts ? (parts.groups?.coverage ?? BARE) : undefined;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
