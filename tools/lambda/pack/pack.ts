import { archive } from "./archive";
import { type BundleDigest, digestOf } from "./digest";
import { exportedNames } from "./exports";
import { type Handler, parseHandler } from "./handler";
import { checkUnzipped, checkZipped, LAMBDA_LIMITS, type Limits, type Subject } from "./limits";
import { readOrigin } from "./metafile";
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
 * @throws PackProblem if it is empty, over a limit, or does not export its handler
 */
export async function pack(
  bundle: Bundle,
  limits: Limits = LAMBDA_LIMITS,
): Promise<{ readonly zip: Buffer; readonly digest: BundleDigest }> {
  const { contents, label, path } = bundle;
  const handler = parseHandler(bundle.handler, label);
  const subject = { label, bundle: path, origin: readOrigin(bundle.metafile) };
  checkUnzipped(subject, contents.length, limits);
  const source = contents.toString("utf8");
  checkNotEmpty(subject, source);
  checkHandler(subject, source, handler);
  const zip = await archive([{ path: handler.file, contents }]);
  checkZipped(subject, zip.length, limits);
  return { zip, digest: digestOf(zip, contents.length) };
}

function checkNotEmpty({ label, bundle, origin }: Subject, source: string): void {
  if (source.trim() !== "" && source.trim() !== '"use strict";') return;
  throw new PackProblem(
    `${label}: ${bundle} is empty; export the handler from ${origin.entryPoint ?? "the entry point"}`,
  );
}

function checkHandler({ label, bundle, origin }: Subject, source: string, { exportName }: Handler): void {
  let names: string[];
  try {
    names = exportedNames(source);
  } catch (cause) {
    throw new PackProblem(
      `${label}: ${bundle} cannot be read as a CommonJS module (${String(cause)}); bundle it with format = "cjs"`,
      { cause },
    );
  }
  if (names.includes(exportName)) return;
  const found = names.length === 0 ? "it exports nothing" : `it exports ${names.join(", ")}`;
  throw new PackProblem(
    `${label}: ${bundle} does not export its handler "${exportName}" (${found}); export it by name from ` +
      `${origin.entryPoint ?? "the entry point"}, or name another export in the target's handler attribute`,
  );
}
