import { performance } from "node:perf_hooks";
import { readLaunchEnvironment } from "./cli/launch-environment";
import { runProgram } from "./cli/program";
import { report } from "./cli/report/report";
import { Reporter } from "./cli/report/reporter";
import { VERBS } from "./cli/verbs/verbs";
import { asFerryError, type FerryError } from "./error";

/** Runs the command line of this process. A failure before a verb runs is reported in the same form as one of a verb. */
async function main(args: readonly string[]): Promise<number> {
  try {
    return await runProgram(args, readLaunchEnvironment(process.env, process.cwd(), __dirname));
  } catch (thrown) {
    const error = asFerryError(thrown);
    await reportFailure(args, error);
    return error.exitCode;
  }
}

async function reportFailure(args: readonly string[], error: FerryError): Promise<void> {
  const variables = process.env;
  const reporter = new Reporter({
    json: args.includes("--json"),
    verbose: false,
    summary: undefined,
    variables,
  });
  const result = report({
    command: Object.keys(VERBS).find((name) => name === args[0]) ?? null,
    error,
    environment: undefined,
    outcomes: [],
    downloadedBytes: 0,
    apiCalls: { total: 0, writes: 0, byOperation: {} },
    durationMs: performance.now(),
  });
  await reporter.finish(result, [], error);
}

main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
