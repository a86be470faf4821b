import { join, resolve } from "node:path";
import { FerryError } from "../error";

/** What `bazel run`, the launcher and bazelw hand to the deployer in environment variables. */
export interface LaunchEnvironment {
  /** Root of the runfiles: the folder in which the launcher starts the deployer. */
  readonly runfiles: string;
  /** Folder in which the user ran Bazel: paths that the user gives are relative to it. */
  readonly workingDirectory: string;
  /** Root of the workspace; absent outside of `bazel run`. */
  readonly workspaceDirectory: string | undefined;
  /** Path of environments.json, relative to the runfiles, as it is to the workspace. */
  readonly environmentsFile: string | undefined;
  /** Absolute path of the compiled database of resource types, which lies beside the program. */
  readonly resourceTypes: string;
  /** Absolute path of the local account's program. */
  readonly localProgram: string | undefined;
  /** Execution log of the build that `bazel run` has just made. */
  readonly executionLog: string | undefined;
  /** Absolute path of the private key that `attest` signs with. */
  readonly signingKeyFile: string | undefined;
  /** Whether bazelw has had all that runs here, the deployer included, built on this machine without any cache. */
  readonly trusted: boolean;
  readonly bazelStartupOptions: readonly string[];
  readonly bazelOptions: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
}

/** @param programFolder where the deployer's program lies */
export function readLaunchEnvironment(
  variables: NodeJS.ProcessEnv,
  currentDirectory: string,
  programFolder: string,
): LaunchEnvironment {
  const path = (name: string): string | undefined => {
    const value = variables[name];
    return value ? resolve(currentDirectory, value) : undefined;
  };
  const bazelStartupOptions = strings(variables, "FERRY_BAZEL_STARTUP_OPTIONS");
  return {
    runfiles: currentDirectory,
    workingDirectory: path("BUILD_WORKING_DIRECTORY") ?? currentDirectory,
    workspaceDirectory: path("BUILD_WORKSPACE_DIRECTORY"),
    environmentsFile: variables.FERRY_ENVIRONMENTS || undefined,
    resourceTypes: join(programFolder, "resource-types.json"),
    localProgram: path("FERRY_LOCAL_PROGRAM"),
    executionLog: path("FERRY_EXECUTION_LOG"),
    signingKeyFile: path("FERRY_SIGNING_KEY_FILE"),
    trusted: bazelStartupOptions.includes("--trusted"),
    bazelStartupOptions,
    bazelOptions: strings(variables, "FERRY_BAZEL_OPTIONS"),
    variables,
  };
}

/** A JSON array of strings, so that options may have spaces. */
function strings(variables: NodeJS.ProcessEnv, name: string): readonly string[] {
  const text = variables[name];
  if (!text) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  } catch {
    // Reported below, as JSON of another kind is.
  }
  throw new FerryError(
    "UsageInvalid",
    `${name} is ${JSON.stringify(text)}: it must be a JSON array of strings`,
    {
      next: "unset it; bazelw sets it itself",
    },
  );
}
