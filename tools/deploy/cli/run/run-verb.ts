import { performance } from "node:perf_hooks";
import type { ServiceRun } from "../../context/service-run";
import { environmentName } from "../../environment/resolve";
import { asFerryError, FerryError, isShared } from "../../error";
import type { PlacedService } from "../../plan/names";
import type { LaunchEnvironment } from "../launch-environment";
import type { CommonOptions } from "../options";
import { type Report, type ReportInput, report } from "../report/report";
import { Reporter } from "../report/reporter";
import type { AnyVerb } from "../verb";
import type { ServiceLoader } from "./load-services";
import { type AnyOptions, type NamedRun, prepare, type Run } from "./prepare";

/** What only some verbs have in their report. */
export type Extra = Readonly<Record<string, unknown>>;

/**
 * Runs a verb from its options to its report. Its failure, or that of any service, decides the exit code.
 * @param work what the verb does; it prints nothing itself
 * @returns the exit code
 */
export async function runVerb<Service extends PlacedService>(
  verb: AnyVerb & { readonly services: ServiceLoader<Service> },
  options: AnyOptions,
  launch: LaunchEnvironment,
  work: (run: Run<Service>) => Promise<Extra | undefined>,
  services = verb.services,
): Promise<number> {
  const reporter = new Reporter({
    json: options.json,
    verbose: options.verbose ?? false,
    summary: verb.summary,
    variables: launch.variables,
  });
  let run: Run<Service> | undefined;
  let extra: Extra | undefined;
  let error: FerryError | undefined;
  // A failure of the whole command, before or beside the services, is printed without a summary of them.
  let shown: readonly ServiceRun[] = [];
  try {
    run = await prepare(verb, services, options, launch, reporter);
    extra = await work(run);
    error = failureOf(run.outcomes);
    if (verb.summary) shown = run.outcomes;
  } catch (thrown) {
    error = run?.context.signal.aborted ? interrupted(thrown) : asFerryError(thrown);
    for (const one of run?.outcomes ?? []) one.abandon();
  }
  const result: Report & Extra = { ...report(input(verb.name, options, launch, run, error)), ...extra };
  await reporter.finish(result, shown, error);
  return error?.exitCode ?? 0;
}

function input(
  command: string,
  options: CommonOptions,
  launch: LaunchEnvironment,
  run: NamedRun | undefined,
  error: FerryError | undefined,
): ReportInput {
  return {
    command,
    environment: run?.context.environment.name ?? environmentName(options.env, launch.variables),
    outcomes: run?.outcomes ?? [],
    downloadedBytes: run?.context.artifacts.downloadedBytes ?? 0,
    apiCalls: run?.context.session.calls.summary() ?? { total: 0, writes: 0, byOperation: {} },
    durationMs: performance.now(),
    error,
  };
}

/** The failure of the one service that failed, or one that stands for several. */
function failureOf(outcomes: readonly ServiceRun[]): FerryError | undefined {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  // Services that wait for each other in a circle share one error.
  const errors = [...new Set(failed.map(({ error }) => error as FerryError))];
  if (errors.length <= 1) return errors[0];
  const interruption = errors.find(({ code }) => code === "Interrupted");
  const [first] = errors;
  if (first && isShared(first) && errors.every(({ code }) => code === first.code)) return first;
  return (
    interruption ?? new FerryError("ServicesFailed", `${failed.length} of ${outcomes.length} services failed`)
  );
}

function interrupted(cause: unknown): FerryError {
  return new FerryError("Interrupted", "interrupted", {
    cause,
    next: "run the same command again: it continues where this one stopped",
  });
}
