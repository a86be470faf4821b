/** Where a file of an npm package lies. */
export interface PackagePath {
  /** The package's folder, which holds its package.json. */
  readonly root: string;
  /** Name of the folder below node_modules: the name that the package is imported by. */
  readonly name: string;
  /** The version that the store's folder names; undefined in a package that another one carries within itself. */
  readonly version: string | undefined;
}

/** All before the last node_modules, and the package's name in it. */
const PACKAGE = /^(.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * Reads a path of a package store, `<store>/<name>@<version>[_<peers>]/node_modules/<name>/…` with `+` for a scope's slash:
 * the layout of rules_js, and of pnpm.
 *
 * @returns undefined for a file of the workspace itself
 */
export function packagePath(path: string): PackagePath | undefined {
  const [, before = "", name] = PACKAGE.exec(path) ?? [];
  if (name === undefined) return undefined;
  const [, store = ""] = /([^/]*)\/$/.exec(before) ?? [];
  const stored = store.startsWith(`${name.replace("/", "+")}@`);
  return {
    root: `${before}node_modules/${name}`,
    name,
    version: stored ? store.slice(name.length + 1).replace(/[_(].*$/, "") : undefined,
  };
}
