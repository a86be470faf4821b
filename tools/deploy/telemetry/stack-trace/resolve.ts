import { posix } from "node:path";
import type { TraceMap } from "@jridgewell/trace-mapping";
import { z } from "zod";
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
    // Where the map is damaged it may lead to what is not there.
    if (typeof found.source !== "string" || !(found.line >= 1 && found.column >= 0)) return { text: line };
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

/** A text that is no source map. */
export class SourceMapInvalid extends Error {
  override readonly name = "SourceMapInvalid";
}

/** A source map as esbuild writes it: https://tc39.es/ecma426/ */
const schema = z.object({
  version: z.literal(3),
  file: z.string().optional(),
  sourceRoot: z.string().nullish(),
  sources: z.array(z.string().nullable()),
  sourcesContent: z.array(z.string().nullable()).optional(),
  names: z.array(z.string()).default([]),
  mappings: z.string(),
});

/** @throws SourceMapInvalid */
export function parseSourceMap(text: string): TraceMap {
  const { TraceMap, decodedMappings } = traceMapping();
  try {
    const { sourcesContent, file, sourceRoot, ...map } = schema.parse(JSON.parse(text));
    const read = new TraceMap({
      ...map,
      ...(sourcesContent && { sourcesContent }),
      ...(sourceRoot && { sourceRoot }),
      ...(file !== undefined && { file }),
    });
    // Else they would be read only where the first frame is looked for.
    decodedMappings(read);
    return read;
  } catch (cause) {
    const said = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new SourceMapInvalid(`it is no source map: ${said}`, { cause });
  }
}

function workspacePath(folder: string, source: string): string {
  const path = posix.join(folder, source);
  // Packages lie in the rules' store, whose paths mean nothing to readers.
  const inPackage = path.lastIndexOf("node_modules/");
  return inPackage < 0 ? path : path.slice(inPackage);
}

/** Loaded where it is needed: only this verb does. */
function traceMapping(): typeof import("@jridgewell/trace-mapping") {
  return require("@jridgewell/trace-mapping");
}
