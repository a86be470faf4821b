/** Versions of packages that a pnpm lock file names, and what their dependencies were resolved to. */
export interface Lockfile {
  /** By name and version: a hash of the contents. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Keys of snapshots that the workspace itself depends on, by the package's name. */
  readonly direct: ReadonlyMap<string, string>;
  /** Keys of snapshots that a snapshot depends on. */
  readonly snapshots: ReadonlyMap<string, readonly string[]>;
}

/** A package that has other versions than before, or other contents under the same one. */
export interface PackageChange {
  readonly name: string;
  /** Versions that the lock file had, and has no more. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string | { readonly version: string }>>;
  readonly optionalDependencies?: Readonly<Record<string, string | { readonly version: string }>>;
  readonly devDependencies?: Readonly<Record<string, { readonly version: string }>>;
}

interface Document {
  readonly importers?: Readonly<Record<string, Dependencies>>;
  readonly packages?: Readonly<Record<string, { readonly resolution?: { readonly integrity?: string } }>>;
  readonly snapshots?: Readonly<Record<string, Dependencies | null>>;
}

/**
 * Reads a lock file of pnpm 9 or 10 (`lockfileVersion: '9.0'`).
 * @throws Error where it is not YAML
 */
export function parseLockfile(text: string): Lockfile {
  const { parse } = require("yaml") as typeof import("yaml");
  const document = (parse(text) ?? {}) as Document;
  const packages = new Map<string, Map<string, string>>();
  for (const [key, { resolution }] of Object.entries(document.packages ?? {})) {
    const { name, version } = split(key);
    const versions = packages.get(name) ?? new Map<string, string>();
    packages.set(name, versions.set(version, resolution?.integrity ?? ""));
  }
  const snapshots = Object.entries(document.snapshots ?? {});
  return {
    packages,
    direct: new Map(Object.values(document.importers ?? {}).flatMap(resolved)),
    snapshots: new Map(snapshots.map(([key, value]) => [key, resolved(value ?? {}).map(([, one]) => one)])),
  };
}

/** Names of dependencies with the keys of their snapshots. */
function resolved(from: Dependencies): [string, string][] {
  return Object.entries({
    ...from.devDependencies,
    ...from.optionalDependencies,
    ...from.dependencies,
  }).map(([name, value]) => {
    const version = typeof value === "string" ? value : value.version;
    // An alias is resolved to another package's whole key.
    return [name, /^@?[^@(]+@/.test(version) ? version : `${name}@${version}`];
  });
}

/** `@scope/name@1.2.3(peer@4.5.6)`. */
function split(key: string): { name: string; version: string } {
  const plain = key.replace(/\(.*$/, "");
  const at = plain.lastIndexOf("@");
  return { name: plain.slice(0, at), version: plain.slice(at + 1) };
}

/** All packages that the given direct dependencies bring, themselves included, with their versions. */
export function installedFor(
  { direct, snapshots }: Lockfile,
  names: Iterable<string>,
): Map<string, Set<string>> {
  const installed = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const open = [...names].flatMap((name) => direct.get(name) ?? []);
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    const { name, version } = split(key);
    installed.set(name, (installed.get(name) ?? new Set()).add(version));
    open.push(...(snapshots.get(key) ?? []));
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
  const none: ReadonlyMap<string, string> = new Map();
  const changes: PackageChange[] = [];
  for (const [name, versions] of used) {
    const old = before.packages.get(name) ?? none;
    const now = after.packages.get(name) ?? none;
    const differs = (version: string): boolean => old.get(version) !== now.get(version);
    const from = [...old.keys()].filter(differs);
    const to = [...versions].filter(differs);
    if (from.length + to.length > 0) changes.push({ name, from, to: to.length > 0 ? to : [...versions] });
  }
  return changes.sort((a, b) => (a.name < b.name ? -1 : 1));
}
