import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { FerryError } from "../../error";
import { readTraces } from "../../telemetry/stack-trace/input";
import { type ResolvedTrace, TraceResolver } from "../../telemetry/stack-trace/of-build";
import type { LaunchEnvironment } from "../launch-environment";
import { traceRecord } from "../report/telemetry/stack-trace";
import { chooseFunction } from "../run/choose-function";
import { namedServices } from "../run/load-services";
import { runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

export const stackTrace = defineVerb({
  name: "stack-trace",
  description: "show where in the sources the frames of a stack trace are",
  more: "See [stack traces](observability.md#stack-traces).",
  options: {
    file: { value: "<path>", description: "the stack trace, or lines of a log (default: standard input)" },
    buildId: {
      value: "<id>",
      description: "the build, if the input names none (default: what is live)",
      more: "It is the `build_id` of a log line.",
    },
    function: { value: "<name>", description: "the function, if the input names none" },
    sourceMap: { value: "<file>", description: "a source map, instead of the one that was kept" },
  },
  services: namedServices,
  interruption: "exit",
  run: (options, launch): Promise<number> =>
    runVerb(stackTrace, options, launch, async ({ context, outcomes, reporter }) => {
      const input = readTraces(await readInput(options.file, launch));
      if (input.length === 0) {
        throw new FerryError("UsageInvalid", "there is no stack trace in the input", {
          next: "give one with --file, or on standard input",
        });
      }
      const { sourceMap: path, buildId } = options;
      const sourceMap = path === undefined ? undefined : await readGiven(path, "the source map", launch);
      const resolver = new TraceResolver(context, { buildId, sourceMap });
      const resolved: ResolvedTrace[] = [];
      for (const trace of input) {
        const thrower = chooseFunction(outcomes, trace.functionName ?? options.function);
        const one = await resolver.resolve(thrower, trace);
        reporter.stackTrace(one);
        resolved.push(one);
      }
      return { traces: resolved.map(traceRecord) };
    }),
});

async function readInput(file: string | undefined, launch: LaunchEnvironment): Promise<string> {
  if (file !== undefined && file !== "-") return await readGiven(file, "the stack trace", launch);
  return await text(process.stdin);
}

async function readGiven(path: string, what: string, launch: LaunchEnvironment): Promise<string> {
  try {
    return await readFile(resolve(launch.workingDirectory, path), "utf8");
  } catch (cause) {
    throw new FerryError("UsageInvalid", `${what} cannot be read: ${(cause as Error).message}`, {
      cause,
      next: "correct the path, which is relative to the folder in which you run the command",
    });
  }
}
