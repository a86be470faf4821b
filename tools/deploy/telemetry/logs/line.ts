import type { LogEvent } from "../../aws/logs/logs";
import { isDeep } from "../../json/nesting";

/** Levels as Powertools Logger writes them, from the least to the most severe. */
export const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"] as const;

export type Level = (typeof LEVELS)[number];

/** A logged line, as far as it can be understood. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Physical name of the function. */
  readonly function: string;
  /** Version of the function; absent where the stream's name does not say. */
  readonly version: string | undefined;
  /** `log`: a JSON object of the service's logger. `metrics`: one in the Embedded Metric Format. `platform`: Lambda's own. */
  readonly kind: "log" | "metrics" | "platform" | "text";
  readonly level: Level | undefined;
  /** What happened; the whole line where it is no JSON object. */
  readonly message: string;
  /** The other members of the JSON object. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Lambda logs to this group unless a function says otherwise. */
export const GROUP_PREFIX = "/aws/lambda/";

const PLATFORM = /^(INIT_START|START|END|REPORT|EXTENSION|TELEMETRY|LOGS|XRAY|RESTORE_\w+) /;

/** How Lambda's Node.js runtime writes what goes through `console`: time, request id, level. */
const CONSOLE = /^\d{4}-\S+Z\t\S+\t([A-Z]+)\t([\s\S]*)$/;

/** What Lambda itself says of an invocation that failed, and Node.js of a process that ended: both are no JSON. */
const FAILED = /Task timed out|Runtime\.\w+|Error: /;

/** Whether a line of text is one of its own, and not one of several that were logged together. */
export function beginsLine(text: string): boolean {
  return jsonObject(text) !== undefined || PLATFORM.test(text) || CONSOLE.test(text);
}

export function logLine({ group, stream, timestamp, message }: LogEvent): LogLine {
  const text = message.trimEnd();
  const common = {
    timestamp,
    function: group.startsWith(GROUP_PREFIX) ? group.slice(GROUP_PREFIX.length) : group,
    version: /\[(\$LATEST|\d+)\]/.exec(stream)?.[1],
  };
  const object = jsonObject(text);
  if (object === undefined) {
    if (PLATFORM.test(text))
      return { ...common, kind: "platform", level: undefined, message: text, fields: {} };
    const [, name, said = text] = CONSOLE.exec(text) ?? [];
    const level = levelOf(name) ?? (FAILED.test(text) ? "ERROR" : undefined);
    return { ...common, kind: "text", level, ...thrown(said) };
  }
  if (typeof object._aws === "object")
    return { ...common, kind: "metrics", level: undefined, message: text, fields: object };
  const { level, message: said, timestamp: _, ...fields } = object;
  return {
    ...common,
    kind: "log",
    level: levelOf(level),
    message: typeof said === "string" ? said : JSON.stringify(said ?? ""),
    fields,
  };
}

/** `Invoke Error`, `Uncaught Exception` and their like: what Lambda's Node.js runtime says of an error, and the error as JSON. */
const THROWN = /^([^\t{]+)\t(\{"errorType":[\s\S]*\})$/;

/** An error that the runtime reports becomes a field, as one that the service's logger writes. */
function thrown(said: string): Pick<LogLine, "message" | "fields"> {
  const [, what, document = ""] = THROWN.exec(said) ?? [];
  const error = jsonObject(document);
  if (what === undefined || error === undefined) return { message: said, fields: {} };
  const { errorType: name, errorMessage: message, stack, cause } = error;
  // What is thrown and is no Error has no stack.
  const texts = Array.isArray(stack) ? stack.filter((line) => typeof line === "string") : [];
  const lines = texts.length > 0 ? { stack: texts.join("\n") } : {};
  return { message: what.trim(), fields: { error: { name, message, ...lines, cause } } };
}

/** Whether a line is at least as severe; what has no level is taken for information. */
export function isAtLeast(line: LogLine, level: Level): boolean {
  return LEVELS.indexOf(line.level ?? "INFO") >= LEVELS.indexOf(level);
}

function levelOf(value: unknown): Level | undefined {
  const name = typeof value === "string" ? value.toUpperCase() : undefined;
  return LEVELS.find((level) => level === name);
}

export function jsonObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{") || isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
