import { oneLine } from "../../../terminal/harmless";
import type { Colors } from "../../../terminal/style";
import type { VersionEntry } from "../../history/versions";
import type { ResolvedLine } from "../../telemetry/stack-trace/resolve";

/** A resolved stack trace, and the code that it is of. */
export interface ResolvedTrace {
  /** Physical name of the function. */
  readonly function: string;
  readonly version: string | undefined;
  /** What is known of that version. */
  readonly entry: VersionEntry | undefined;
  readonly buildId: string;
  /** Whether the input says nothing of the build, so that it is taken for the one that is live. */
  readonly assumed: boolean;
  readonly lines: readonly ResolvedLine[];
}

/** A line of a stack trace for people; a frame with the place in the sources and the code that stands there. */
export function traceLine({ text, source }: ResolvedLine, colors: Colors): string {
  if (!source) return text;
  const { path, line, column, code } = source;
  const name = source.function === undefined ? "" : ` ${source.function}`;
  const place = oneLine(`    ${colors.cyan(`${path}:${line}:${column}`)}${name}`);
  return code === undefined ? place : `${place}\n        ${colors.dim(oneLine(code))}`;
}

/** A stack trace for programs. */
export function traceRecord({
  function: name,
  version,
  entry,
  buildId,
  assumed,
  lines,
}: ResolvedTrace): object {
  return {
    function: name,
    version: version ?? null,
    commit: entry?.commit ?? null,
    dirty: entry?.dirty ?? null,
    target: entry?.target ?? null,
    buildId,
    assumed,
    lines: lines.map(({ text, source }) =>
      source ? { text, ...source, function: source.function ?? null, code: source.code ?? null } : { text },
    ),
  };
}
