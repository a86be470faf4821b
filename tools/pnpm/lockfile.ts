/** A package of a lock file. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource Integrity of its archive: `sha512-<base64>`; undefined for one that is in no registry. */
  readonly integrity: string | undefined;
}

/** What pnpm resolved. A package that was resolved for different peers has a snapshot for each: `<name>@<version>(<peer>@<version>)`. */
export interface Lockfile {
  /** By their keys, `<name>@<version>`. */
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** Keys of snapshots that the workspace itself depends on, by the name that it imports. */
  readonly direct: ReadonlyMap<string, string>;
  /** Keys of snapshots that a snapshot depends on. */
  readonly snapshots: ReadonlyMap<string, readonly string[]>;
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
 * Reads a pnpm-lock.yaml of pnpm 9 or 10 (`lockfileVersion: '9.0'`). The stand-in for rules_js has a reader of its own
 * (`tools/airgap`): it runs before any npm package is there, without TypeScript.
 *
 * @throws Error if it is not YAML
 */
export function parseLockfile(text: string): Lockfile {
  // Loaded when there is one to read: a deployer that explains nothing does without it.
  const { parse } = require("yaml") as typeof import("yaml");
  const { importers = {}, packages = {}, snapshots = {} } = (parse(text) ?? {}) as Document;
  return {
    packages: new Map(
      Object.entries(packages).map(([key, { resolution }]) => [
        key,
        { ...split(key), integrity: resolution?.integrity },
      ]),
    ),
    direct: new Map(Object.values(importers).flatMap(resolved)),
    snapshots: new Map(
      Object.entries(snapshots).map(([key, value]) => [key, resolved(value ?? {}).map(([, to]) => to)]),
    ),
  };
}

/** Key of the package that a snapshot is of: `@scope/name@1.2.3(peer@4.5.6)` without its peers. */
export function packageKey(snapshot: string): string {
  return snapshot.replace(/\(.*$/, "");
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

function split(key: string): { name: string; version: string } {
  const at = key.lastIndexOf("@");
  return { name: key.slice(0, at), version: key.slice(at + 1) };
}
