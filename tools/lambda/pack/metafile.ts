/** What the packer reads of esbuild's metafile (https://esbuild.github.io/api/#metafile). */
interface Metafile {
  readonly outputs?: Record<string, Output>;
}

interface Output {
  readonly entryPoint?: string;
  readonly inputs?: Record<string, { readonly bytesInOutput: number }>;
}

/** What a bundle was made of, so that messages can name an author's files. */
export interface Origin {
  /** Path of the entry point as esbuild saw it, if the metafile names one. */
  readonly entryPoint: string | undefined;
  /** Largest part first; sizes are bytes in the bundle, summed over a package's files. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Reads the output with the entry point (esbuild lists source maps as outputs too).
 *
 * @throws SyntaxError if the text is not JSON
 */
export function readOrigin(metafile: string): Origin {
  const outputs = Object.values((JSON.parse(metafile) as Metafile).outputs ?? {});
  const output = outputs.find((candidate) => candidate.entryPoint !== undefined);
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const name = partName(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  const parts = [...sizes].map(([name, bytes]) => ({ name, bytes }));
  parts.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return { entryPoint: output?.entryPoint, parts };
}

/** The npm package that an input belongs to, else the input's own path. */
function partName(path: string): string {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? path;
}
