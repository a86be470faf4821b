import { type PackagePath, packagePath } from "./package-path";

/** A source that gave code to a bundle. */
export interface Part {
  /** Path in the workspace's output tree, which is its path in the workspace. */
  readonly path: string;
  /** Bytes of the bundle that come from it, minified. */
  readonly bytes: number;
  /** The npm package that it belongs to; undefined for the workspace's own code. */
  readonly package: PackagePath | undefined;
}

/** What a bundle is made of. */
export interface Contents {
  /** Bytes of the bundle, with what the bundler itself added. */
  readonly bytes: number;
  /** Sources with at least one byte in the bundle. What was looked at and left out in the end is not among them. */
  readonly parts: readonly Part[];
  /** Folders of the npm packages that the workspace's own code imports, whether or not code of theirs is left. */
  readonly imported: ReadonlySet<string>;
}

/** The part of esbuild's metafile that is read (https://esbuild.github.io/api/#metafile). */
interface Metafile {
  readonly inputs: Record<string, { readonly imports: readonly { path: string; external?: boolean }[] }>;
  readonly outputs: Record<
    string,
    {
      readonly entryPoint?: string;
      readonly bytes: number;
      readonly inputs: Record<string, { readonly bytesInOutput: number }>;
    }
  >;
}

/** What precedes the workspace's paths where esbuild ran outside of the output tree. */
const OUTPUT_TREE = /^(?:\.\.\/)*bazel-out\/[^/]+\/bin\//;

/**
 * Reads esbuild's metafile of a bundle.
 *
 * @throws Error if it is not JSON, or describes no bundle
 */
export function readContents(metafile: string): Contents {
  const { inputs, outputs } = JSON.parse(metafile) as Metafile;
  // esbuild lists the source map as an output too.
  const output = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (!output) throw new Error("the metafile names no output with an entry point");
  const parts = Object.entries(output.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([input, { bytesInOutput: bytes }]) => {
      const path = input.replace(OUTPUT_TREE, "");
      return { path, bytes, package: packagePath(path) };
    });
  return { bytes: output.bytes, parts, imported: importedByOwnCode(inputs) };
}

function importedByOwnCode(inputs: Metafile["inputs"]): Set<string> {
  const roots = new Set<string>();
  for (const [path, { imports }] of Object.entries(inputs)) {
    if (packagePath(path)) continue;
    for (const { path: imported, external } of imports) {
      const found = external ? undefined : packagePath(imported.replace(OUTPUT_TREE, ""));
      if (found) roots.add(found.root);
    }
  }
  return roots;
}
