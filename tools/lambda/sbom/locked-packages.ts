import { type Lockfile, packageKey } from "../../pnpm/lockfile";

/** A package of the lock file, whatever peers it was resolved for. */
export interface LockedPackage {
  /** Subresource Integrity of its archive: `sha512-<base64>`. */
  readonly integrity: string | undefined;
  /** Keys of the packages that it depends on, sorted. */
  readonly dependencies: readonly string[];
}

/** By their keys, `<name>@<version>`. */
export type LockedPackages = ReadonlyMap<string, LockedPackage>;

/** A package that was resolved more than once, for different peers, is one entry with the dependencies of all. */
export function lockedPackages({ packages, snapshots }: Lockfile): LockedPackages {
  const edges = new Map<string, Set<string>>();
  for (const [snapshot, dependencies] of snapshots) {
    const from = packageKey(snapshot);
    edges.set(from, new Set([...(edges.get(from) ?? []), ...dependencies.map(packageKey)]));
  }
  return new Map(
    [...packages].map(([key, { integrity }]) => [
      key,
      { integrity, dependencies: [...(edges.get(key) ?? [])].sort() },
    ]),
  );
}
