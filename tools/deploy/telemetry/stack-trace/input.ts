import { isDeep } from "../../json/nesting";
import { bundleFrame } from "./frame";

/** A stack trace, and what the log line around it says of the function. */
export interface Trace {
  /** Its lines, with the frames as Node.js wrote them. */
  readonly text: string;
  readonly buildId: string | undefined;
  /** Physical name. */
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
}

/**
 * The stack traces of a text: lines of the platform's logger, of `logs` with and without `--json`, of Lambda's runtime, and whatever
 * else is not JSON as one trace, in the order in which they stand there.
 */
export function readTraces(input: string): Trace[] {
  // A log line that was copied from a console may be spread over many lines.
  const whole = jsonObject(input);
  if (whole) return [traceOf(whole)];
  const traces: Trace[] = [];
  let plain: string[] = [];
  let named: Named = UNKNOWN;
  const endPlain = (): void => {
    if (plain.some((line) => line.trim() !== "")) traces.push({ ...named, text: plain.join("\n") });
    plain = [];
    named = UNKNOWN;
  };
  for (const line of input.replace(/\n$/, "").split("\n")) {
    const object = jsonObject(line);
    if (object) {
      endPlain();
      traces.push(traceOf(object));
    } else {
      const [, functionName, functionVersion] = LOGGED.exec(line) ?? [];
      if (functionVersion !== undefined) {
        // What stands before it without a frame needs no source map, and so no trace of its own.
        const isOther = named.functionName !== functionName || named.functionVersion !== functionVersion;
        if (isOther && plain.some((one) => bundleFrame(one))) endPlain();
        named = { ...UNKNOWN, functionName, functionVersion };
      }
      plain.push(line);
    }
  }
  endPlain();
  return traces;
}

/** What a trace is of. */
type Named = Omit<Trace, "text">;

const UNKNOWN: Named = { buildId: undefined, functionName: undefined, functionVersion: undefined };

/** A line as `logs` prints it for people where a stack follows: time, level, function, message, and last the version. */
const LOGGED = /^\d\d:\d\d:\d\d\.\d{3} [A-Z]* +(\S+) .*\bfunction_version=(\d+)$/;

type JsonObject = Readonly<Record<string, unknown>>;

/** What stands in braces at the end: Lambda's runtime writes time, request id and level before it. */
function jsonObject(text: string): JsonObject | undefined {
  const start = text.indexOf("{");
  if (start < 0 || !text.trimEnd().endsWith("}") || isDeep(text)) return undefined;
  try {
    return JSON.parse(text.slice(start)) as JsonObject;
  } catch {
    return undefined;
  }
}

function traceOf(line: JsonObject): Trace {
  const fields = (isObject(line.fields) ? line.fields : line) as JsonObject;
  const stacks = [...stacksOf(line)];
  return {
    text: stacks.length > 0 ? stacks.join("\n") : words(line.message ?? line.errorMessage),
    buildId: text(fields.build_id, /^[0-9a-f]{64}$/),
    functionName: text(fields.function_name ?? line.function, /./),
    functionVersion: text(fields.function_version ?? line.version, /^\d+$/),
  };
}

/** Stacks at any depth, an error's before those of its causes. */
function* stacksOf(value: unknown, by = ""): Generator<string> {
  if (!isObject(value)) return;
  const { stack = value.trace, ...rest } = value;
  const lines = Array.isArray(stack) ? stack.map(words).join("\n") : stack;
  if (typeof lines === "string") yield `${by}${lines}`;
  for (const [key, held] of Object.entries(rest)) yield* stacksOf(held, key === "cause" ? "caused by: " : "");
}

function words(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

function text(value: unknown, form: RegExp): string | undefined {
  return typeof value === "string" && form.test(value) ? value : undefined;
}
