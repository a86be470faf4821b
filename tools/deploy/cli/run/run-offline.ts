import { performance } from "node:perf_hooks";
import { asFerryError, type FerryError } from "../../error";
import type { LaunchEnvironment } from "../launch-environment";
import type { CommonOptions } from "../options";
import { report } from "../report/report";
import { Reporter } from "../report/reporter";
import type { AnyVerb } from "../verb";

/**
 * Runs a verb that needs neither AWS nor services.
 * @param work returns the environment that it is about
 * @returns the exit code
 */
export async function runOffline(
  verb: Pick<AnyVerb, "name">,
  { json }: Pick<CommonOptions, "json">,
  { variables }: Pick<LaunchEnvironment, "variables">,
  work: (reporter: Reporter) => Promise<string>,
): Promise<number> {
  const reporter = new Reporter({ json, verbose: false, summary: undefined, variables });
  let environment: string | undefined;
  let error: FerryError | undefined;
  try {
    environment = await work(reporter);
  } catch (thrown) {
    error = asFerryError(thrown);
  }
  const result = report({
    command: verb.name,
    environment,
    error,
    outcomes: [],
    downloadedBytes: 0,
    apiCalls: { total: 0, writes: 0, byOperation: {} },
    durationMs: performance.now(),
  });
  await reporter.finish(result, [], error);
  return error?.exitCode ?? 0;
}
