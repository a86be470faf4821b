import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import type { Context } from "../apply/context";
import { type AnyOutcome, forgetPlan, type ServiceOutcome } from "../apply/outcome";
import { Artifacts } from "../artifact/artifacts";
import type { Workspace } from "../artifact/bazel";
import { executionRoot } from "../artifact/execution-root";
import { awsConnection, type Connection, localConnection } from "../aws/connection";
import { AwsSession } from "../aws/session";
import { readEnvironments } from "../environment/read";
import { environmentName, resolveEnvironment } from "../environment/resolve";
import type { Environment } from "../environment/schema";
import { asFerryError, FerryError, isShared } from "../error";
import { localEndpoint } from "../local/account";
import { readResourceTypes } from "../manifest/resource-types";
import type { DesiredService } from "../plan/desired";
import type { PlacedService } from "../plan/names";
import { type Command, type Report, type ReportInput, report } from "../report/report";
import { Reporter } from "../report/reporter";
import type { ResourceTypes } from "../resource-types/types";
import { StoredArtifacts } from "../store/artifacts";
import { Bucket } from "../store/bucket";
import { Records } from "../store/records";
import { interruption } from "./interruption";
import type { CommonOptions, DeployOptions } from "./options";
import type { Setting } from "./setting";
import { BUILT, NAMED, type Subjects } from "./subjects";
import { userName } from "./user";

/** What a verb works with, once everything that can be read without AWS has been read and checked. */
export interface Run<Service extends PlacedService = DesiredService> {
  readonly context: Context;
  readonly reporter: Reporter;
  readonly outcomes: readonly ServiceOutcome<Service>[];
}

/** What a verb works with that needs no build. */
export type NamedRun = Run<PlacedService>;

/** Options of any verb, as far as all verbs share what they mean. */
type AnyOptions = CommonOptions & Partial<DeployOptions>;

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
  setting: Setting,
  work: (run: Run) => Promise<Extra | undefined>,
): Promise<number> {
  return runWith(BUILT, command, options, setting, work);
}

/** The same for a verb that needs no build: of the services only their names are read. */
export function runByName(
  command: Command,
  options: AnyOptions,
  setting: Setting,
  work: (run: NamedRun) => Promise<Extra | undefined>,
): Promise<number> {
  return runWith(NAMED, command, options, setting, work);
}

async function runWith<Service extends PlacedService>(
  subjects: Subjects<Service>,
  command: Command,
  options: AnyOptions,
  setting: Setting,
  work: (run: Run<Service>) => Promise<Extra | undefined>,
): Promise<number> {
  const reporter = new Reporter({ json: options.json, variables: setting.variables });
  let run: Run<Service> | undefined;
  let extra: Extra | undefined;
  let error: FerryError | undefined;
  // What ends the whole command, before or beside the services, is told without a summary of them.
  let told: readonly AnyOutcome[] = [];
  try {
    run = await prepare(subjects, command, options, setting, reporter);
    extra = await work(run);
    error = failureOf(run.outcomes);
    if (command !== "invoke" && command !== "attest") told = run.outcomes;
  } catch (thrown) {
    error = run?.context.signal.aborted ? interrupted(thrown) : asFerryError(thrown);
    run?.outcomes.forEach(forgetPlan);
  }
  const result: Report & Extra = { ...report(input(command, options, setting, run, error)), ...extra };
  await reporter.finish(result, told, error);
  return error?.exitCode ?? 0;
}

async function prepare<Service extends PlacedService>(
  subjects: Subjects<Service>,
  command: Command,
  options: AnyOptions,
  setting: Setting,
  reporter: Reporter,
): Promise<Run<Service>> {
  const [placed, environments] = await Promise.all([
    subjects({ paths: options.manifest, runfiles: setting.runfiles, only: options.only }),
    readEnvironments(setting.environmentsFile, setting.runfiles),
  ]);
  const name = environmentName(options.env, setting.variables);
  const environment = resolveEnvironment(name, environments, setting.environmentsFile ?? "this workspace");
  const services = placed(environment, options);
  const signal = interruption(() => reporter.emit({ type: "interrupted" }));
  reporter.begin(services.names);
  const [connection, root, outcomes] = await Promise.all([
    connect(environment, setting, reporter),
    executionRoot(setting.runfiles),
    services.begin(setting.executionLog),
  ]);
  const session = new AwsSession(connection, signal);
  const bucket = new Bucket(session, environment);
  let types: Promise<ResourceTypes> | undefined;
  const context: Context = {
    environment,
    session,
    bucket,
    stored: new StoredArtifacts(bucket),
    records: new Records(bucket, environment.name),
    artifacts: new Artifacts({
      executionRoot: root,
      workspace: workspace(setting),
      signal,
      onBuild: (targets, rebuild) => reporter.emit({ type: "building", targets, rebuild }),
    }),
    emit: reporter.emit,
    signal,
    holder: holderToken(setting.variables),
    user: userName(setting.variables),
    command,
    forceUnlock: options.forceUnlock ?? false,
    detectDrift: options.detectDrift ?? false,
    beforeWrite: async () => signal.throwIfAborted(),
    resourceTypes: () => {
      types ??= readResourceTypes(setting.resourceTypes);
      return types;
    },
    mayLoseData: command !== "deploy" || environment.ephemeral || options.allowDataLoss === true,
    shared: { failure: undefined },
  };
  return { context, reporter, outcomes };
}

async function connect(environment: Environment, setting: Setting, reporter: Reporter): Promise<Connection> {
  if (environment.endpoint === undefined) return awsConnection(environment);
  const endpoint = await localEndpoint({
    ...(setting.localProgram === undefined ? {} : { program: setting.localProgram }),
    variables: setting.variables,
    onStart: () => reporter.emit({ type: "account-starting" }),
  });
  return localConnection(environment, endpoint);
}

function workspace({
  workspaceDirectory,
  bazelStartupOptions,
  bazelOptions,
}: Setting): Workspace | undefined {
  if (workspaceDirectory === undefined) return undefined;
  return { folder: workspaceDirectory, startupOptions: bazelStartupOptions, buildOptions: bazelOptions };
}

/** CloudFormation takes 1 to 128 letters, digits and dashes, a letter first: `ferry-alice-laptop-4711`. */
function holderToken(variables: NodeJS.ProcessEnv): string {
  const token = `ferry-${userName(variables)}-${hostname()}-${process.pid}`;
  return token.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 128);
}

function input(
  command: Command,
  options: CommonOptions,
  setting: Setting,
  run: NamedRun | undefined,
  error: FerryError | undefined,
): ReportInput {
  return {
    command,
    environment: run?.context.environment.name ?? environmentName(options.env, setting.variables),
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
