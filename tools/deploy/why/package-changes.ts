import { type Lockfile, packageKey } from "../../pnpm/lockfile";

/** A package that has other versions than before, or other contents under the same one. */
export interface PackageChange {
  readonly name: string;
  /** Versions that the lock file had, and has no more. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** All packages that the given direct dependencies bring, themselves included, with their versions. */
export function installedFor(
  { direct, packages, snapshots }: Lockfile,
  names: Iterable<string>,
): Map<string, Set<string>> {
  const installed = new Map<string, Set<string>>();
  const reached = new Set([...names].flatMap((name) => direct.get(name) ?? []));
  for (const key of reached) {
    const found = packages.get(packageKey(key));
    if (found) installed.set(found.name, (installed.get(found.name) ?? new Set()).add(found.version));
    // A set hands out what is added to it on the way.
    for (const next of snapshots.get(key) ?? []) reached.add(next);
  }
  return installed;
}

/**
 * Which of the packages in use differ between two lock files.
 * @param used versions in use now, by the package's name
 */
export function packageChanges(
  before: Lockfile,
  after: Lockfile,
  used: ReadonlyMap<string, ReadonlySet<string>>,
): PackageChange[] {
  const old = versionsByName(before);
  const changes: PackageChange[] = [];
  for (const [name, versions] of used) {
    const differs = (version: string): boolean => {
      const key = `${name}@${version}`;
      return contentsOf(before, key) !== contentsOf(after, key);
    };
    const from = (old.get(name) ?? []).filter(differs);
    const to = [...versions].filter(differs);
    if (from.length + to.length > 0) changes.push({ name, from, to: to.length > 0 ? to : [...versions] });
  }
  return changes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Its integrity, empty where the lock file has none; undefined for a package that is not in it. */
function contentsOf({ packages }: Lockfile, key: string): string | undefined {
  const found = packages.get(key);
  return found && (found.integrity ?? "");
}

function versionsByName({ packages }: Lockfile): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const { name, version } of packages.values())
    versions.set(name, [...(versions.get(name) ?? []), version]);
  return versions;
}
