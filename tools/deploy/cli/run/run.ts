import { performance } from "node:perf_hooks";
import { type AnyOutcome, forgetPlan } from "../../context/outcome";
import { environmentName } from "../../environment/resolve";
import { asFerryError, FerryError, isShared } from "../../error";
import type { PlacedService } from "../../plan/names";
import type { LaunchEnvironment } from "../launch-environment";
import type { CommonOptions } from "../options";
import { type Command, type Report, type ReportInput, report } from "../report/report";
import { Reporter } from "../report/reporter";
import { BUILT, NAMED, type Subjects } from "./load-services";
import { type AnyOptions, type NamedRun, prepare, type Run } from "./prepare";

/** Verbs that do nothing to a service that a summary could tell. */
const WITHOUT_SUMMARY: ReadonlySet<Command> = new Set<Command>([
  "invoke",
  "attest",
  "logs",
  "stack-trace",
  "traces",
  "metrics",
]);

/** What only some verbs have in their report. */
export type Extra = Readonly<Record<string, unknown>>;

/**
 * Runs a verb from its options to its report, with what the build made of the services. The verb's failure, or that of any
 * service, decides the exit code.
 * @returns the exit code
 */
export function runCommand(
  command: Command,
  options: AnyOptions,
  launch: LaunchEnvironment,
  work: (run: Run) => Promise<Extra | undefined>,
): Promise<number> {
  return runWith(BUILT, command, options, launch, work);
}

/** The same for a verb that needs no build: of the services only their names are read. */
export function runByName(
  command: Command,
  options: AnyOptions,
  launch: LaunchEnvironment,
  work: (run: NamedRun) => Promise<Extra | undefined>,
  subjects = NAMED,
): Promise<number> {
  return runWith(subjects, command, options, launch, work);
}

async function runWith<Service extends PlacedService>(
  subjects: Subjects<Service>,
  command: Command,
  options: AnyOptions,
  launch: LaunchEnvironment,
  work: (run: Run<Service>) => Promise<Extra | undefined>,
): Promise<number> {
  const reporter = new Reporter({
    json: options.json,
    verbose: options.verbose ?? false,
    variables: launch.variables,
  });
  let run: Run<Service> | undefined;
  let extra: Extra | undefined;
  let error: FerryError | undefined;
  // What ends the whole command, before or beside the services, is told without a summary of them.
  let told: readonly AnyOutcome[] = [];
  try {
    run = await prepare(subjects, command, options, launch, reporter);
    extra = await work(run);
    error = failureOf(run.outcomes);
    if (!WITHOUT_SUMMARY.has(command)) told = run.outcomes;
  } catch (thrown) {
    error = run?.context.signal.aborted ? interrupted(thrown) : asFerryError(thrown);
    run?.outcomes.forEach(forgetPlan);
  }
  const result: Report & Extra = { ...report(input(command, options, launch, run, error)), ...extra };
  await reporter.finish(result, told, error);
  return error?.exitCode ?? 0;
}

function input(
  command: Command,
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
function failureOf(outcomes: readonly AnyOutcome[]): FerryError | undefined {
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
    next: "run the same command again: it goes on where this one stopped",
  });
}
