import { hostname } from "node:os";
import { awsConnection, type Connection, localConnection } from "../../aws/client/connection";
import type { Context } from "../../context/context";
import { openContext } from "../../context/open-context";
import type { ServiceRun } from "../../context/service-run";
import { localAccount } from "../../environment/local-account";
import { readEnvironments } from "../../environment/read";
import { resolveEnvironment } from "../../environment/resolve";
import type { Environment } from "../../environment/schema";
import type { DesiredService } from "../../plan/desired";
import type { PlacedService } from "../../plan/names";
import type { Workspace } from "../../workspace/bazel/bazel";
import { executionRoot } from "../../workspace/bazel/execution-root";
import type { LaunchEnvironment } from "../launch-environment";
import type { CommonOptions, SharedOptions } from "../options";
import type { Reporter } from "../report/reporter";
import type { AnyVerb } from "../verb";
import { interruption } from "./interruption";
import type { ServiceLoader } from "./load-services";
import { userName } from "./user";

/** What a verb works with, once everything that can be read without AWS has been read and checked. */
export interface Run<Service extends PlacedService = DesiredService> {
  readonly context: Context;
  readonly reporter: Reporter;
  readonly outcomes: readonly ServiceRun<Service>[];
}

/** What a verb works with that needs no build. */
export type NamedRun = Run<PlacedService>;

/** Options of any verb, as far as they mean the same wherever they are. */
export type AnyOptions = CommonOptions & SharedOptions;

/**
 * Reads and checks what can be read without AWS, and connects.
 * @param name of the environment
 */
export async function prepare<Service extends PlacedService>(
  verb: Pick<AnyVerb, "name" | "interruption">,
  loader: ServiceLoader<Service>,
  name: string,
  options: AnyOptions,
  launch: LaunchEnvironment,
  reporter: Reporter,
): Promise<Run<Service>> {
  const [placed, environments] = await Promise.all([
    loader.load({ paths: options.manifest, runfiles: launch.runfiles, only: options.only }),
    readEnvironments(launch.environmentsFile, launch.runfiles),
  ]);
  const environmentNamed = (one: string): Environment =>
    resolveEnvironment(one, environments, launch.environmentsFile ?? "this workspace");
  const environment = environmentNamed(name);
  const services = placed(environment, options);
  const signal = interruption(verb.interruption, () => reporter.emit({ type: "interrupted" }));
  reporter.begin(services.names);
  const [connection, root, outcomes] = await Promise.all([
    connect(environment, launch, reporter),
    executionRoot(launch.runfiles),
    services.begin(launch.executionLog),
  ]);
  const context = openContext({
    connection,
    environment,
    environmentNamed,
    executionRoot: root,
    workspace: workspace(launch),
    resourceTypes: launch.resourceTypes,
    emit: reporter.emit,
    signal,
    holder: holderToken(launch.variables),
    user: userName(launch.variables),
    command: verb.name,
    forceUnlock: options.forceUnlock ?? false,
    trustedStart: launch.trusted,
    detectDrift: options.detectDrift ?? false,
    mayLoseData: environment.ephemeral || options.allowDataLoss !== false,
  });
  return { context, reporter, outcomes };
}

async function connect(
  environment: Environment,
  launch: LaunchEnvironment,
  reporter: Reporter,
): Promise<Connection> {
  if (environment.endpoint === undefined) return awsConnection(environment, launch.variables);
  const account = await localAccount({
    ...(launch.localProgram === undefined ? {} : { program: launch.localProgram }),
    variables: launch.variables,
    onStart: () => reporter.emit({ type: "account-starting" }),
  });
  return localConnection(environment, account);
}

/** How to reach Bazel; undefined outside of `bazel run`. */
export function workspace({
  workspaceDirectory,
  bazelStartupOptions,
  bazelOptions,
}: LaunchEnvironment): Workspace | undefined {
  if (workspaceDirectory === undefined) return undefined;
  return { folder: workspaceDirectory, startupOptions: bazelStartupOptions, buildOptions: bazelOptions };
}

/** CloudFormation takes 1 to 128 letters, digits and dashes, a letter first: `ferry-alice-laptop-4711`. */
function holderToken(variables: NodeJS.ProcessEnv): string {
  const token = `ferry-${userName(variables)}-${hostname()}-${process.pid}`;
  return token.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 128);
}
