import type { VersionEntry } from "../history/versions";

/** A version that Ferry published, as far as a test does not say otherwise. */
export function entry(version: number, differences: Partial<VersionEntry> = {}): VersionEntry {
  const hex = version.toString(16).padStart(2, "0");
  return {
    version: String(version),
    digest: `d${hex}`.repeat(22).slice(0, 64),
    maker: "ferry",
    live: false,
    at: new Date(Date.UTC(2026, 0, version)).toISOString(),
    commit: `c${hex}`.repeat(14).slice(0, 40),
    dirty: false,
    by: "ada",
    deploy: `${hex}`.repeat(4),
    after: String(version - 1),
    template: undefined,
    target: "//services/orders:bundle",
    ...differences,
  };
}

/** What CloudFormation published with a new stack. */
export function placeholder(differences: Partial<VersionEntry> = {}): VersionEntry {
  return entry(1, {
    maker: "placeholder",
    commit: undefined,
    deploy: undefined,
    after: undefined,
    ...differences,
  });
}
