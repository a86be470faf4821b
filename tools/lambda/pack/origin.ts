import { readMetafile } from "../../bundle/metafile";

/** What a bundle was made of, so that messages can name an author's files. */
export interface Origin {
  readonly entryPoint: string;
  /** Largest part first: npm packages, and files of the workspace; sizes are bytes in the bundle. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Reads it from esbuild's metafile.
 *
 * @throws Error if that is not JSON, or describes no bundle
 */
export function readOrigin(metafile: string): Origin {
  const { entryPoint, parts } = readMetafile(metafile);
  const sizes = new Map<string, number>();
  for (const { path, package: found, bytes } of parts) {
    const name = found?.name ?? path;
    sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  const sorted = [...sizes].map(([name, bytes]) => ({ name, bytes }));
  sorted.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return { entryPoint, parts: sorted };
}
