import { createHash } from "node:crypto";
import type { FunctionVersion } from "./observed";
import { COVERAGE } from "./settings";

/** The coverage of digests without a prefix, which older deployers wrote and still have to read. */
const BARE = "3f5a0df9";

/**
 * A digest of a version's settings, to be compared later, perhaps by a newer or older deployer: SHA-256 in hexadecimal,
 * independent of the order of Lambda's members, prefixed by its coverage (`coverage:digest`) unless that is `BARE`.
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
 * Whether a version's settings match a digest; undefined if the digest has another coverage, which does not mean that anything
 * changed.
 */
export function hasConfiguration(
  version: Pick<FunctionVersion, "configuration">,
  digest: string,
  coverage = COVERAGE,
): boolean | undefined {
  if (coverageOfDigest(digest) !== coverage) return undefined;
  return configurationDigest(version, coverage) === digest;
}

/** Undefined for an unknown format. */
function coverageOfDigest(digest: string): string | undefined {
  const parts = /^(?:(?<coverage>[0-9a-f]{8}):)?[0-9a-f]{64}$/.exec(digest);
  return parts ? (parts.groups?.coverage ?? BARE) : undefined;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
