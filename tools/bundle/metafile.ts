import { type PackagePath, packagePath } from "./package-path";

/** A file that esbuild read. */
export interface Source {
  /** Path in the workspace's output tree, which is its path in the workspace. */
  readonly path: string;
  /** The npm package that it belongs to; undefined for the workspace's own code. */
  readonly package: PackagePath | undefined;
}

/** A source that gave code to a bundle. */
export interface Part extends Source {
  /** Bytes of the bundle that come from it, minified. */
  readonly bytes: number;
}

/** What a bundle is made of. */
export interface BundleContents {
  /** Path of the entry point, as a source. */
  readonly entryPoint: string;
  /** Bytes of the bundle, with what the bundler itself added. */
  readonly bytes: number;
  /** Sources with at least one byte in the bundle. What was looked at and left out in the end is not among them. */
  readonly parts: readonly Part[];
  /** Folders of the npm packages that the workspace's own code imports, whether or not code of theirs is left. */
  readonly imported: ReadonlySet<string>;
}

/** The part of esbuild's metafile that is read (https://esbuild.github.io/api/#metafile). */
interface Metafile {
  readonly inputs?: Record<string, { readonly imports?: readonly { path: string; external?: boolean }[] }>;
  readonly outputs?: Record<
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
 * Reads what is in the bundle that an esbuild metafile describes.
 *
 * @throws Error if it is not JSON, or describes no bundle
 */
export function readMetafile(metafile: string): BundleContents {
  const { inputs = {}, outputs = {} } = JSON.parse(metafile) as Metafile;
  for (const { entryPoint, bytes, inputs: used } of Object.values(outputs)) {
    // esbuild lists the source map as an output too.
    if (entryPoint === undefined) continue;
    const parts = Object.entries(used)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input, { bytesInOutput }]) => ({ ...sourceOf(input), bytes: bytesInOutput }));
    return { entryPoint: sourceOf(entryPoint).path, bytes, parts, imported: importedByOwnCode(inputs) };
  }
  throw new Error("the metafile names no output with an entry point");
}

/**
 * Reads all that esbuild looked at, what it left out in the end included: a change there may bring it in.
 *
 * @throws SyntaxError if it is not JSON
 */
export function readSources(metafile: string): Source[] {
  const { inputs = {} } = JSON.parse(metafile) as Metafile;
  return Object.keys(inputs).map(sourceOf);
}

function sourceOf(input: string): Source {
  const path = input.replace(OUTPUT_TREE, "");
  return { path, package: packagePath(path) };
}

function importedByOwnCode(inputs: NonNullable<Metafile["inputs"]>): Set<string> {
  const roots = new Set<string>();
  for (const [path, { imports = [] }] of Object.entries(inputs)) {
    if (packagePath(path)) continue;
    for (const { path: imported, external } of imports) {
      const found = external ? undefined : sourceOf(imported).package;
      if (found) roots.add(found.root);
    }
  }
  return roots;
}
