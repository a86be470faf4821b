import { oneLine } from "../../../../terminal/harmless";
import type { Colors } from "../../../../terminal/style";
import type { ResolvedTrace } from "../../../telemetry/stack-trace/of-build";
import type { ResolvedLine } from "../../../telemetry/stack-trace/resolve";

/** A line of a stack trace for people; a frame with the place in the sources and the code there. */
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
