import { indented, oneLine } from "../../../../terminal/harmless";
import { shortHex } from "../../../../terminal/short-hex";
import type { Colors, Style } from "../../../../terminal/style";
import { table } from "../../../../terminal/table";
import type { Status, TraceSummary } from "../../../aws/xray/trace-summary";
import type { TracedVersion } from "../../../telemetry/traces/logged";
import { flatten, type Span } from "../../../telemetry/traces/span";
import { versionText } from "./log-lines";

/** Columns of a bar at least, and of what is beside it at most. */
const BAR = 20;
const DURATION = 10;

/** Characters of what went wrong in a list. */
const LONGEST_CAUSE = 200;

/** Traces as rows, newest first: time (UTC), duration, how it ended, where it came in, who took part, its id, what went wrong. */
export function traceList(
  traces: readonly TraceSummary[],
  isMore: boolean,
  { colors, width }: Style,
): string {
  if (traces.length === 0) return "no traces in that time";
  const rows = traces.map(({ id, start, durationMs, status, services, entry, cause }) => [
    new Date(start).toISOString().slice(0, 23).replace("T", " "),
    milliseconds(durationMs),
    ending(status, colors),
    entry ?? "",
    services.filter((name) => name !== entry).join(", "),
    ...(cause === null ? [colors.dim(id)] : [colors.dim(id), painted(status, inShort(cause), colors)]),
  ]);
  const more = isMore ? ["  … and more: narrow it with --since or --errors"] : [];
  return [...table(rows, width), ...more].join("\n");
}

/** One request as a waterfall: each step with a bar that begins and ends when it did, and how long it took. */
export function waterfall(spans: readonly Span[], { colors, width }: Style): string {
  const all = [...flatten(spans)];
  const start = Math.min(...all.map(({ span }) => span.start));
  const end = Math.max(...all.map(({ span }) => span.start + span.durationMs));
  const longest = Math.max(...all.map(({ span, depth }) => label(span, depth).length));
  const labels = Math.min(longest, Math.max(BAR, width - BAR - DURATION - 4));
  const columns = Math.max(BAR, width - labels - DURATION - 4);
  const scale = columns / Math.max(end - start, 0.001);
  const lines = all.flatMap(({ span, depth }) => {
    const from = Math.min(columns - 1, Math.floor((span.start - start) * scale));
    const length = Math.max(1, Math.min(columns - from, Math.round(span.durationMs * scale)));
    const bar = painted(span.status, "█".repeat(length), colors);
    const text = label(span, depth);
    const name = (text.length > labels ? `${text.slice(0, labels - 1)}…` : text).padEnd(labels);
    const took = `${milliseconds(span.durationMs)}${span.inProgress ? "+" : ""}`.padStart(DURATION);
    const line = `  ${name}  ${" ".repeat(from)}${bar}${" ".repeat(columns - from - length)}${took}`;
    const indent = " ".repeat(2 + 2 * (depth + 1));
    return span.cause === undefined
      ? [line]
      : [line, `${indent}${painted(span.status, indented(span.cause, indent), colors)}`];
  });
  const ids = [...new Set(all.map(({ span }) => span.traceId))];
  const head = `${new Date(start).toISOString().slice(0, 23).replace("T", " ")}  ${milliseconds(end - start)}  ${colors.dim(ids.join(" "))}`;
  return [oneLine(head), ...lines].join("\n");
}

/** What code took part, a line for each version. */
export function versionLines(versions: readonly TracedVersion[], { colors }: Style): string {
  return versions
    .map(({ function: name, version, buildId, entry }) => {
      const build = buildId === undefined ? "" : `, build ${shortHex(buildId)}`;
      return colors.dim(`  ${versionText(name, version, entry)}${build}`);
    })
    .join("\n");
}

/** What went wrong is marked without colour, too. */
function label({ name, detail, status }: Span, depth: number): string {
  const ended = { ok: [], fault: ["✗"], error: ["✗ error"], throttle: ["✗ throttled"] }[status];
  return oneLine("  ".repeat(depth) + [name, ...(detail === "" ? [] : [detail]), ...ended].join(" "));
}

/** `0.4 ms`, `312 ms`, `4.2 s` */
function milliseconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} ms`;
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** As much of a message as a list has room for. */
function inShort(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_CAUSE ? `${line.slice(0, LONGEST_CAUSE - 1)}…` : line;
}

function ending(status: Status, colors: Colors): string {
  return painted(status, status, colors);
}

function painted(status: Status, text: string, colors: Colors): string {
  if (status === "ok") return colors.green(text);
  return status === "fault" ? colors.red(text) : colors.yellow(text);
}
