import type { Invocation } from "../../aws/lambda/invocation";
import { FerryError } from "../../error";
import { isDeep } from "../../json/nesting";
import { type LogLine, logLine } from "../../telemetry/logs/line";
import { tailEvents } from "../../telemetry/logs/tail";
import { chooseFunction } from "../run/choose-function";
import { namedServices } from "../run/load-services";
import { readEvent, readPayload } from "../run/payload";
import type { NamedRun } from "../run/prepare";
import { runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

export const invoke = defineVerb({
  name: "invoke",
  description: "call a function through its alias live, and print its answer",
  more: "See [calling a function](observability.md#calling-a-function).",
  options: {
    function: { value: "<name>", description: "the function, if the services have several" },
    payload: {
      value: "<json|@file|->",
      description: "the event: JSON, a file, or standard input (default: {})",
      more: "A file is relative to the current folder.",
    },
    event: {
      value: "<name|trigger>",
      conflicts: "payload",
      description:
        "a sample event from events.json beside the BUILD file, which :events writes: http, sqs, eventbridge, schedule, …",
      more: "By its name, or by its trigger if only one event has it: [sample events](observability.md#sample-events).",
    },
    tail: {
      description: "print the end of the function's log to standard error",
      more: "The last 4 kB, laid out as `logs` does, with Lambda's report of time and memory.",
    },
  },
  services: namedServices,
  interruption: "exit",
  run: (options, launch): Promise<number> =>
    runVerb(invoke, options, launch, async ({ context, outcomes, reporter }) => {
      const { name, artifact } = chooseFunction(outcomes, options.function);
      const payload =
        options.event === undefined
          ? await readPayload(options.payload, launch)
          : await readEvent(options.event, artifact.target, context.environment, launch);
      const answer = await context.session.functions.invoke(name, payload, options.tail);
      reporter.invocation(
        answer.payload,
        answer.logTail === undefined ? [] : tailLines(answer.logTail, name, answer),
      );
      recordVersion(outcomes, name, answer.executedVersion);
      if (answer.functionError !== undefined) {
        throw new FerryError(
          "InvocationFailed",
          `${name} failed (${answer.functionError}): ${errorMessage(answer.payload)}`,
          {
            next: options.tail ? "look at the log above" : "run it again with --tail to see its log",
          },
        );
      }
      return {
        invocation: {
          function: name,
          statusCode: answer.statusCode,
          executedVersion: answer.executedVersion ?? null,
          payload: parsed(answer.payload),
        },
      };
    }),
});

/** What `logs` would show of it, and Lambda's report of time and memory. */
function tailLines(logTail: string, name: string, { executedVersion }: Invocation): LogLine[] {
  return tailEvents(logTail, name, executedVersion)
    .map(logLine)
    .filter(({ kind, message }) => kind === "log" || kind === "text" || message.startsWith("REPORT "));
}

/** The version that answered is the one that is live. */
function recordVersion(outcomes: NamedRun["outcomes"], name: string, version: string | undefined): void {
  for (const entry of outcomes.flatMap(({ functions }) => functions))
    if (entry.desired.name === name && version !== undefined) entry.isLive(version, undefined);
}

/** What went wrong, from the error document of the Lambda runtime; its trace is in the payload, which is printed already. */
function errorMessage(payload: string): string {
  const document = parsed(payload) as { errorType?: unknown; errorMessage?: unknown } | null;
  if (typeof document !== "object" || typeof document?.errorMessage !== "string") return payload;
  const type = typeof document.errorType === "string" ? `${document.errorType}: ` : "";
  return `${type}${document.errorMessage}`;
}

function parsed(payload: string): unknown {
  if (isDeep(payload)) return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
