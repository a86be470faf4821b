import { readSources } from "../../bundle/metafile";

/** What a bundle is made from, in terms of the workspace. */
export interface BundleSources {
  /** Whether a file of the workspace takes part, or the file that it was compiled to. */
  readonly has: (path: string) => boolean;
  /** Versions of npm packages by name. */
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>;
}

const COMPILED = /\.[cm]?js$/;
const SOURCE = /(?<!\.d)\.[cm]?tsx?$/;

/**
 * What a bundle is made from, as esbuild's metafile says.
 * @throws SyntaxError where that is not JSON
 */
export function bundleSources(metafile: string): BundleSources {
  const files = new Set<string>();
  const packages = new Map<string, Set<string>>();
  for (const { path, package: found } of readSources(metafile)) {
    if (found === undefined) files.add(path).add(path.replace(COMPILED, ""));
    else if (found.version !== undefined)
      packages.set(found.name, (packages.get(found.name) ?? new Set()).add(found.version));
  }
  return {
    packages,
    has: (path) => files.has(path) || (SOURCE.test(path) && files.has(path.replace(SOURCE, ""))),
  };
}
