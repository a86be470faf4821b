import { performance } from "node:perf_hooks";
import type { ServiceRun } from "../../context/service-run";
import { environmentName } from "../../environment/resolve";
import { asFerryError, type FerryError } from "../../error";
import type { PlacedService } from "../../plan/names";
import type { LaunchEnvironment } from "../launch-environment";
import { type Report, type ReportInput, report } from "../report/report";
import { Reporter } from "../report/reporter";
import type { AnyVerb } from "../verb";
import { carryOut } from "./carry-out";
import { namingBase } from "./in-base";
import type { ServiceLoader } from "./load-services";
import { type AnyOptions, type NamedRun, prepare, type Run } from "./prepare";

/** What only some verbs have in their report. */
export type Extra = Readonly<Record<string, unknown>>;

/**
 * Runs a verb from its options to its report. Its failure, or that of any service, decides the exit code.
 * @param work what the verb does; it prints nothing itself
 * @param failure of work that has a result all the same
 * @returns the exit code
 */
export async function runVerb<Service extends PlacedService>(
  verb: AnyVerb & { readonly services: ServiceLoader<Service> },
  options: AnyOptions,
  launch: LaunchEnvironment,
  work: (run: Run<Service>) => Promise<Extra | undefined>,
  services = verb.services,
  failure: () => FerryError | undefined = () => undefined,
): Promise<number> {
  const reporter = new Reporter({
    json: options.json,
    verbose: options.verbose ?? false,
    summary: verb.summary,
    variables: launch.variables,
  });
  const chosen = environmentName(options.env, launch.variables, launch.workspaceDirectory);
  reporter.environment(chosen);
  let run: Run<Service> | undefined;
  let extra: Extra | undefined;
  let error: FerryError | undefined;
  let shown: readonly ServiceRun[] = [];
  try {
    const prepared = await prepare(verb, services, chosen.name, options, launch, reporter);
    run = prepared;
    const conclusion = await carryOut(prepared, () => work(prepared));
    extra = conclusion.result;
    error = await namingBase(prepared.context, conclusion.error ?? failure());
    if (verb.summary) shown = conclusion.shown;
  } catch (thrown) {
    error = asFerryError(thrown);
  }
  const result: Report & Extra = { ...report(input(verb.name, chosen.name, run, error)), ...extra };
  await reporter.finish(result, shown, error);
  return error?.exitCode ?? 0;
}

function input(
  command: string,
  environment: string,
  run: NamedRun | undefined,
  error: FerryError | undefined,
): ReportInput {
  return {
    command,
    environment,
    outcomes: run?.outcomes ?? [],
    downloadedBytes: run?.context.artifacts.downloadedBytes ?? 0,
    apiCalls: run?.context.session.calls.summary() ?? { total: 0, writes: 0, byOperation: {} },
    durationMs: performance.now(),
    error,
  };
}
