/** What a bundle was made of: esbuild's metafile (https://esbuild.github.io/api/#metafile), in terms of the workspace. */
export interface Contents {
  /** Whether a file of the workspace is in it, or the file that it was compiled to. */
  readonly has: (path: string) => boolean;
  /** Versions of npm packages by name. */
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>;
}

/** rules_js puts each package under `<store>/<name>@<version>[_<peers>]/node_modules/<name>`, with `+` for the slash of a scope. */
const IN_STORE = /\/([^/]+)\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/;

const COMPILED = /\.[cm]?js$/;
const SOURCE = /(?<!\.d)\.[cm]?tsx?$/;

/**
 * Reads what esbuild looked at, what it left out in the end included: a change there may bring it in.
 * @throws SyntaxError where it is not JSON
 */
export function parseMetafile(text: string): Contents {
  const { inputs = {} } = JSON.parse(text) as { inputs?: Record<string, unknown> };
  const files = new Set<string>();
  const packages = new Map<string, Set<string>>();
  for (const input of Object.keys(inputs)) {
    const path = input.replace(/^bazel-out\/[^/]+\/bin\//, "");
    const [, store = "", name] = IN_STORE.exec(`/${path}`) ?? [];
    if (name === undefined) files.add(path).add(path.replace(COMPILED, ""));
    else packages.set(name, (packages.get(name) ?? new Set()).add(version(store, name)));
  }
  return {
    packages,
    has: (path) => files.has(path) || (SOURCE.test(path) && files.has(path.replace(SOURCE, ""))),
  };
}

function version(store: string, name: string): string {
  return store.slice(name.length + 1).replace(/[_(].*$/, "");
}
