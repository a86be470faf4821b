import { Artifacts } from "../artifact/artifacts";
import type { Connection } from "../aws/client/connection";
import { AwsSession } from "../aws/session";
import { StoredArtifacts } from "../bucket/artifacts/artifacts";
import { Bucket } from "../bucket/bucket";
import { StoredDebugArtifacts } from "../bucket/debug-artifacts";
import { EnvironmentRecords } from "../bucket/environment/records";
import { Records } from "../bucket/record/records";
import { FerryError } from "../error";
import { readResourceTypes } from "../template/read-resource-types";
import type { ResourceTypes } from "../template/resource-types/types";
import type { Workspace } from "../workspace/bazel/bazel";
import type { Context } from "./context";
import { DebugArtifactKeeper } from "./debug-artifact-keeper";

/** What decides a run's context. */
export interface ContextOptions
  extends Pick<
    Context,
    | "environment"
    | "environmentNamed"
    | "emit"
    | "signal"
    | "holder"
    | "user"
    | "command"
    | "forceUnlock"
    | "trustedStart"
    | "detectDrift"
    | "mayLoseData"
  > {
  readonly connection: Connection;
  /** Bazel's execution root; absent outside of a Bazel output tree. */
  readonly executionRoot: string | undefined;
  /** Absent if Bazel cannot build missing zips. */
  readonly workspace: Workspace | undefined;
  /** Absolute path of the compiled database of resource types. */
  readonly resourceTypes: string;
}

/** The context of a new run, with clients and caches of its own. Nothing is sent yet. */
export function openContext(options: ContextOptions): Context {
  const { connection, executionRoot, workspace, resourceTypes, ...rest } = options;
  const { environment, signal, emit } = options;
  const session = new AwsSession(connection, signal);
  const bucket = new Bucket(session, environment);
  const artifacts = new Artifacts({
    executionRoot,
    workspace,
    signal,
    onBuild: (targets, rebuild) => emit({ type: "building", targets, rebuild }),
  });
  const beforeWrite = async (): Promise<void> => signal.throwIfAborted();
  let owner: Promise<string> | undefined;
  let types: Promise<ResourceTypes> | undefined;
  return {
    ...rest,
    session,
    bucket,
    stored: new StoredArtifacts(bucket),
    records: new Records(bucket, environment.name),
    artifacts,
    debugArtifacts: new DebugArtifactKeeper(artifacts, new StoredDebugArtifacts(bucket), {
      emit,
      beforeWrite,
      signal,
    }),
    beforeWrite,
    owner: () => {
      owner ??= readOwner(bucket, environment.name, options.user);
      return owner;
    },
    resourceTypes: () => {
      types ??= readResourceTypes(resourceTypes);
      return types;
    },
    touched: new Set(),
    shared: { failure: undefined },
  };
}

/** The owner in an environment's record; the user where there is none to read. */
async function readOwner(bucket: Bucket, environment: string, user: string): Promise<string> {
  try {
    const found = await new EnvironmentRecords(bucket).read(environment);
    return found && "record" in found ? found.record.owner : user;
  } catch (error) {
    if (error instanceof FerryError && error.code === "AccessDenied") return user;
    throw error;
  }
}
