import type { FunctionVersion } from "../model/observed";
import { type ParsedDescription, parseDescription } from "./version-description";

/**
 * Who published a version: Ferry, also by CloudFormation with a new stack; CloudFormation, where that was created with a
 * placeholder; or someone else. Only Ferry's own are pruned or rolled back to.
 */
export type Maker = "ferry" | "placeholder" | "foreign";

/** A published version of a function. Values missing from its description are undefined. */
export interface VersionEntry extends Omit<ParsedDescription, "sha256"> {
  readonly version: string;
  /** SHA-256 of the zip, hexadecimal. */
  readonly digest: string;
  readonly maker: Maker;
  /** Whether the alias `live` points at it. */
  readonly live: boolean;
  /** When it was published, as an ISO 8601 time. */
  readonly at: string | undefined;
}

/**
 * The published versions of a function, newest first.
 * @param versions as Lambda lists them; `$LATEST` is skipped
 * @param live version behind the alias `live`, if there is one
 */
export function versionHistory(
  versions: readonly FunctionVersion[],
  live: string | undefined,
): VersionEntry[] {
  return versions
    .filter(({ version }) => version !== "$LATEST")
    .sort((a, b) => Number(a.version) - Number(b.version))
    .map((version, index) => versionEntry(version, index === 0, version.version === live))
    .reverse();
}

function versionEntry(version: FunctionVersion, oldest: boolean, live: boolean): VersionEntry {
  const digest = version.sha256;
  const description = parseDescription(version.description ?? "");
  const common = { version: version.version, digest, live, at: isoTime(version.lastModified) };
  // A description with another zip's digest is a copy.
  if (description?.sha256 === digest) {
    const { sha256: _, ...said } = description;
    return { ...common, ...said, maker: "ferry" };
  }
  return {
    ...common,
    maker: oldest ? "placeholder" : "foreign",
    commit: undefined,
    dirty: false,
    by: undefined,
    deploy: undefined,
    after: undefined,
    template: undefined,
    target: undefined,
  };
}

/** Lambda writes `2026-11-23T06:29:55.000+0000`. */
function isoTime(text: string | undefined): string | undefined {
  const time = new Date(text ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
