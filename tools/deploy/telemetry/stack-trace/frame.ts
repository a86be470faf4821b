/** A frame of a stack trace that is in the bundle. */
export interface BundleFrame {
  /** As V8 calls it, which is as the sources do, since bundles keep names; absent for code outside of any function. */
  readonly function: string | undefined;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** `at f (file:1:2)` and `at file:1:2`; https://v8.dev/docs/stack-trace-api */
const FRAME = /^\s*at (?:(.+) \(([^()]+)\)|(?:async )?(\S+))$/;

const LOCATION = /^(?:file:\/\/)?((?:\/.*)?\/)?index\.js:(\d+):(\d+)$/;

/** Lambda's own program, its layers, and what was not bundled. */
const FOREIGN = /^\/var\/runtime\/|^\/opt\/|\/node_modules\//;

/** Reads a line of a stack trace; undefined if it is no frame, or one of other code than the bundle's `index.js`. */
export function bundleFrame(text: string): BundleFrame | undefined {
  const [, name, inParentheses, bare] = FRAME.exec(text) ?? [];
  const [, folder = "", line, column] = LOCATION.exec(inParentheses ?? bare ?? "") ?? [];
  if (line === undefined || column === undefined || FOREIGN.test(folder)) return undefined;
  const known = name === undefined || name === "Object.<anonymous>" ? undefined : name;
  return { function: known?.replace(/^async /, ""), line: Number(line), column: Number(column) };
}
