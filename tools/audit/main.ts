import { FerryError } from "../deploy/inventory/inventory";
import { indented } from "../terminal/harmless";
import { Output } from "../terminal/output";
import { AdvisoryError } from "./advisory/read";
import { BomError } from "./bom/bom";
import { runProgram } from "./command/program";
import { UsageError } from "./command/usage";

const errors = new Output(process.stderr, process.env);

const FAILED = 1;
const USAGE = 2;

/** `bazel run //tools/audit`: the BUILD file gives the first two arguments. */
async function main([index = "", environments = "", ...args]: readonly string[]): Promise<number> {
  const runfiles = process.cwd();
  try {
    return await runProgram(args, {
      index,
      environments,
      runfiles,
      workingDirectory: process.env.BUILD_WORKING_DIRECTORY ?? runfiles,
      variables: process.env,
    });
  } catch (error) {
    if (error instanceof UsageError) return failed(`${error.message}; see --help`, USAGE);
    if (error instanceof FerryError) return failed(error.message, USAGE, error.next);
    if (error instanceof AdvisoryError || error instanceof BomError) return failed(error.message, USAGE);
    throw error;
  }
}

function failed(message: string, exitCode: number, next?: string): number {
  errors.lines(indented(`error: ${message}`));
  if (next !== undefined) errors.lines(indented(`next: ${next}`));
  return exitCode;
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    errors.lines(error instanceof Error ? `${error.stack}` : String(error));
    process.exitCode = FAILED;
  },
);
