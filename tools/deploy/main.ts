import { performance } from "node:perf_hooks";
import { readLaunchEnvironment } from "./cli/launch-environment";
import { runProgram } from "./cli/program";
import { COMMANDS, report } from "./cli/report/report";
import { Reporter } from "./cli/report/reporter";
import { asFerryError, type FerryError } from "./error";

/** Runs the command line of this process. What fails before a verb runs is told here, in the same form as what fails in one. */
async function main(args: readonly string[]): Promise<number> {
  try {
    return await runProgram(args, readLaunchEnvironment(process.env, process.cwd(), __dirname));
  } catch (thrown) {
    const error = asFerryError(thrown);
    await tell(args, error);
    return error.exitCode;
  }
}

async function tell(args: readonly string[], error: FerryError): Promise<void> {
  const nothing = {
    environment: undefined,
    outcomes: [],
    downloadedBytes: 0,
    apiCalls: { total: 0, writes: 0, byOperation: {} },
    durationMs: performance.now(),
  };
  const reporter = new Reporter({ json: args.includes("--json"), verbose: false, variables: process.env });
  await reporter.finish(
    report({ command: COMMANDS.find((name) => name === args[0]) ?? null, error, ...nothing }),
    [],
    error,
  );
}

main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
