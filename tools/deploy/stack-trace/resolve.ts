import { posix } from "node:path";
import type { TraceMap } from "@jridgewell/trace-mapping";
import { bundleFrame } from "./frame";

/** A line of a stack trace, and where in the sources it is, if that is known. */
export interface ResolvedLine {
  /** As it was given. */
  readonly text: string;
  readonly source?: SourcePosition;
}

/** A place in the sources. */
export interface SourcePosition {
  /** Path in the workspace; of a package, from `node_modules/`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly function: string | undefined;
  /** Text of the line, if the map has the sources. */
  readonly code: string | undefined;
}

/**
 * Resolves the frames of a stack trace; all other lines are as they were.
 * @param label of the bundle: esbuild's sources are relative to its package
 */
export function resolveTrace(text: string, map: TraceMap, label: string): ResolvedLine[] {
  const { originalPositionFor, sourceContentFor } = traceMapping();
  const folder = /^(?:@@?[^/]*)?\/\/([^:]*)/.exec(label)?.[1] ?? "";
  return text.split("\n").map((line) => {
    const frame = bundleFrame(line);
    if (!frame) return { text: line };
    const found = originalPositionFor(map, { line: frame.line, column: frame.column - 1 });
    if (found.source === null) return { text: line };
    const code = sourceContentFor(map, found.source)?.split("\n")[found.line - 1]?.trim();
    const source = {
      path: workspacePath(folder, found.source),
      line: found.line,
      column: found.column + 1,
      function: frame.function,
      code,
    };
    return { text: line, source };
  });
}

/** @throws Error if the text is no source map */
export function parseSourceMap(text: string): TraceMap {
  const { TraceMap } = traceMapping();
  return new TraceMap(text);
}

function workspacePath(folder: string, source: string): string {
  const path = posix.join(folder, source);
  // Packages lie in a store of the rules, whose paths tell nobody anything.
  const inPackage = path.lastIndexOf("node_modules/");
  return inPackage < 0 ? path : path.slice(inPackage);
}

/** Loaded where it is needed: only this verb does. */
function traceMapping(): typeof import("@jridgewell/trace-mapping") {
  return require("@jridgewell/trace-mapping");
}
