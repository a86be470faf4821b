import { inspect } from "node:util";
import { oneLine } from "../../../../terminal/harmless";
import { shortHex } from "../../../../terminal/short-hex";
import type { Colors } from "../../../../terminal/style";
import type { VersionEntry } from "../../../history/versions";
import type { Level, LogLine } from "../../../telemetry/logs/line";

/** Fields that every line of the platform's logger has: they describe the function, and are shown elsewhere or of few lines only. */
const ROUTINE = new Set([
  "service",
  "build_id",
  "function_version",
  "function_request_id",
  "function_name",
  "function_arn",
  "function_memory_size",
  "xray_trace_id",
  "cold_start",
  "sampling_rate",
  "timestamp",
  "level",
]);

const INDENT = " ".repeat(13);

/**
 * A line of a log for people: time (UTC), level, function, message, fields; the version where the stack of an error follows below, so
 * that `stack-trace` can read it.
 */
export function logText(line: LogLine, colors: Colors): string {
  const time = colors.dim(new Date(line.timestamp).toISOString().slice(11, 23));
  const name = colors.cyan(oneLine(line.function));
  if (line.kind === "platform")
    return `${time} ${colors.dim(`${oneLine(line.function)} ${indented(line.message)}`)}`;
  const fields = Object.entries(line.fields).filter(([key]) => !ROUTINE.has(key) && key !== "error");
  const said = fields.map(([key, value]) => colors.dim(`${text(key)}=${text(value)}`));
  const head = [time, levelText(line.level, colors), name, indented(line.message), ...said].join(" ");
  const { error } = line.fields;
  if (error === undefined) return head;
  const version =
    line.version === undefined ? "" : ` ${colors.dim(`function_version=${oneLine(line.version)}`)}`;
  return `${head}${version}\n${INDENT}${colors.red(indented(errorText(error)))}`;
}

function levelText(level: Level | undefined, colors: Colors): string {
  const name = (level ?? "").padEnd(5);
  if (level === "ERROR" || level === "CRITICAL") return colors.red(name);
  if (level === "WARN") return colors.yellow(name);
  return level === "INFO" ? colors.green(name) : colors.dim(name);
}

function text(value: unknown): string {
  if (typeof value === "string") return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value) ?? String(value);
}

/** The stack of a logged error, with those that caused it, as Powertools Logger writes them. */
function errorText(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { name, message, stack, cause } = error as Record<string, unknown>;
  const said =
    typeof stack === "string"
      ? stack
      : typeof message === "string"
        ? `${text(name)}: ${message}`
        : inspect(error);
  return cause === undefined ? said : `${said}\ncaused by: ${errorText(cause)}`;
}

function indented(lines: string): string {
  return lines.replaceAll("\n", `\n${INDENT}`);
}

/** A line of a log for programs. */
export function logRecord(line: LogLine, version: VersionEntry | undefined): object {
  return {
    time: new Date(line.timestamp).toISOString(),
    function: line.function,
    version: line.version ?? null,
    commit: version?.commit ?? null,
    target: version?.target ?? null,
    kind: line.kind,
    level: line.level ?? null,
    message: line.message,
    fields: line.fields,
  };
}

/** What a version of a function is, for the heading before its first line. */
export function versionText(functionName: string, version: string, entry: VersionEntry | undefined): string {
  if (entry === undefined) return oneLine(`${functionName} version ${version}`);
  const commit = entry.commit === undefined ? [] : [`commit ${entry.commit}${entry.dirty ? "-dirty" : ""}`];
  const by = entry.by === undefined ? [] : [`deployed by ${entry.by}`];
  const target = entry.target === undefined ? [] : [entry.target];
  const known = [`sha256 ${shortHex(entry.digest)}`, ...commit, ...by, ...target].join(", ");
  return oneLine(`${functionName} version ${version}: ${known}`);
}
