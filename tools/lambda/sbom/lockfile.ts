import { parse } from "yaml";

/** A package of a pnpm lock file. */
export interface LockedPackage {
  /** Subresource Integrity of its archive: `sha512-<base64>`. */
  readonly integrity: string | undefined;
  /** Keys of the packages that it depends on, sorted. */
  readonly dependencies: readonly string[];
}

/** Packages of a lock file by their keys, `<name>@<version>`. */
export type Lockfile = ReadonlyMap<string, LockedPackage>;

/** The part of pnpm's lock file, `lockfileVersion: '9.0'`, that is read. */
interface Document {
  readonly packages?: Record<string, { readonly resolution?: { readonly integrity?: string } }>;
  readonly snapshots?: Record<string, Snapshot | null>;
}

interface Snapshot {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/**
 * Reads pnpm-lock.yaml. A package that was resolved more than once, for different peers, is one entry with the dependencies of
 * all.
 *
 * @throws Error if it is not YAML
 */
export function readLockfile(text: string): Lockfile {
  const { packages = {}, snapshots = {} } = (parse(text) ?? {}) as Document;
  const edges = new Map<string, Set<string>>();
  for (const [key, snapshot] of Object.entries(snapshots)) {
    const from = withoutPeers(key);
    const to = edges.get(from) ?? new Set();
    edges.set(from, to);
    const { dependencies, optionalDependencies } = snapshot ?? {};
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      to.add(keyOf(name, withoutPeers(version)));
    }
  }
  return new Map(
    Object.entries(packages).map(([key, { resolution }]) => [
      key,
      { integrity: resolution?.integrity, dependencies: [...(edges.get(key) ?? [])].sort() },
    ]),
  );
}

/** `@scope/name@1.2.3(peer@4.5.6)` without its peers. */
function withoutPeers(key: string): string {
  return key.replace(/\(.*$/, "");
}

/** An alias is resolved to another package's whole key. */
function keyOf(name: string, version: string): string {
  return /^@?[^@]+@/.test(version) ? version : `${name}@${version}`;
}
