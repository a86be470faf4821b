import { archive } from "./archive";
import { buildIdEntry, buildIdOf } from "./build-id";
import { type BundleDigest, digestOf } from "./digest";
import { exportedNames, type Lexer } from "./exports";
import { type Handler, parseHandler } from "./handler";
import { checkUnzipped, type PackagedBundle, UNZIPPED_BYTES } from "./limits";
import { readOrigin } from "./origin";
import { PackProblem } from "./problem";

/** A bundle to pack, already read. */
export interface Bundle {
  /** The Bazel target, for messages. */
  readonly label: string;
  /** Path of the bundle, for messages. */
  readonly path: string;
  readonly contents: Buffer;
  /** Text of esbuild's metafile of this bundle. */
  readonly metafile: string;
  /** The function's handler setting, e.g. `index.handler`; it decides the bundle's name in the archive. */
  readonly handler: string;
}

/**
 * Checks a bundle and packs it.
 *
 * @throws PackProblem if it is empty, over the limit, or does not export its handler
 */
export async function pack(
  bundle: Bundle,
  lexer: Lexer,
  limit: number = UNZIPPED_BYTES,
): Promise<{ readonly zip: Buffer; readonly digest: BundleDigest }> {
  const { contents, label, path } = bundle;
  const handler = parseHandler(bundle.handler, label);
  const packaged = { label, bundle: path, origin: readOrigin(bundle.metafile) };
  const buildId = buildIdOf(contents);
  const entries = [{ path: handler.file, contents }, buildIdEntry(buildId)];
  const unzippedBytes = entries.reduce((sum, entry) => sum + entry.contents.length, 0);
  checkUnzipped(packaged, unzippedBytes, limit);
  // zlib works on a thread of its own: the source is read meanwhile.
  const [zip] = await Promise.all([archive(entries), checkSource(packaged, contents, handler, lexer)]);
  return { zip, digest: digestOf(zip, buildId, unzippedBytes) };
}

async function checkSource(
  { label, bundle, origin }: PackagedBundle,
  contents: Buffer,
  { exportName }: Handler,
  lexer: Lexer,
): Promise<void> {
  // Latin-1 decodes without a scan, and all that is looked for is ASCII.
  const source = contents.toString("latin1");
  const { entryPoint } = origin;
  if (isEmpty(source)) {
    throw new PackProblem(`${label}: ${bundle} is empty; export "${exportName}" from ${entryPoint}`);
  }
  const names = readNames(source, lexer, `${label}: ${bundle}`);
  if (names.includes(exportName)) return;
  const found = names.length === 0 ? "it exports nothing" : `it exports ${names.join(", ")}`;
  throw new PackProblem(
    `${label}: ${bundle} does not export its handler "${exportName}" (${found}); export it by name from ` +
      `${entryPoint}, or name another export in the target's handler attribute`,
  );
}

/**
 * Whether it is what esbuild writes for a module without code, with or without its source map's address. Line by line: one regular
 * expression for all of it would backtrack for seconds over a banner of comments.
 */
function isEmpty(source: string): boolean {
  return source.split("\n").every((line) => /^\s*(?:"use strict";)?\s*(?:\/\/.*)?$/.test(line));
}

function readNames(source: string, lexer: Lexer, what: string): string[] {
  try {
    return exportedNames(source, lexer);
  } catch (cause) {
    throw new PackProblem(
      `${what} cannot be read as a CommonJS module (${oneLine(cause)}); bundle it with format = "cjs"`,
      { cause },
    );
  }
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");
}
