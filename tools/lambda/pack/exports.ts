/** The part of cjs-module-lexer in use: names that a CommonJS source assigns to its exports; throws if it cannot be read. */
export type Lexer = (source: string) => { readonly exports: readonly string[] };

/**
 * Names that a CommonJS bundle of esbuild exports, sorted. Nothing is run.
 *
 * Two forms reach us. An ES module as entry point gets esbuild's annotation `0 && (module.exports = { … })`, which the lexer
 * reads. The CommonJS that tsc emits keeps its own assignments; of those, minification turns `export { x } from "./y"` into
 * a getter that the lexer no longer trusts, hence the pattern. Inner modules do not disturb either: esbuild renames their
 * `exports` parameter. What an entry point re-exports by `export *` is not seen in the CommonJS form.
 *
 * @throws Error from the lexer if the source cannot be read as CommonJS
 */
export function exportedNames(source: string, lexer: Lexer): string[] {
  const names = new Set(lexer(source).exports);
  for (const match of source.matchAll(GETTER)) if (match[1] !== undefined) names.add(match[1]);
  names.delete("__esModule");
  return [...names].sort();
}

const GETTER = /Object\.defineProperty\(exports,\s*"([^"\\]+)"/g;
