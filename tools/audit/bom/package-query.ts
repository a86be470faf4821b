import { satisfies, validRange } from "semver";
import type { Package } from "./bom";

/** Which packages are asked for. */
export interface PackageQuery {
  readonly name: string;
  /** A range of versions, as in package.json; `*` for all. */
  readonly range: string;
}

/**
 * Reads `hono`, `hono@4.13.19`, `@aws-sdk/client-s3@^3.1000`.
 * @returns undefined where it is none of these
 */
export function readPackageQuery(text: string): PackageQuery | undefined {
  const [, name, range = "*"] = /^(@?[^@\s]+)(?:@(.+))?$/.exec(text) ?? [];
  if (name === undefined || validRange(range) === null) return undefined;
  return { name, range };
}

/** Prereleases count, too: what is inside an artifact is asked for, not what may be installed. */
export function matchesQuery({ name, version }: Package, query: PackageQuery): boolean {
  return name === query.name && satisfies(version, query.range, { includePrerelease: true, loose: true });
}
