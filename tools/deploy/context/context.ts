import type { Artifacts } from "../artifact/artifacts";
import { credentialsOrigin } from "../aws/client/origin";
import type { AwsSession } from "../aws/session";
import type { StoredArtifacts } from "../bucket/artifacts/artifacts";
import type { Bucket } from "../bucket/bucket";
import type { Records } from "../bucket/record/records";
import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { ResourceTypes } from "../template/resource-types/types";
import type { DebugArtifactKeeper } from "./debug-artifact-keeper";
import type { Emit } from "./progress-event";

/** What all work on one environment in a run shares. */
export interface Context {
  readonly environment: Environment;
  /**
   * Another environment of environments.json.
   * @throws FerryError `EnvironmentUnknown`
   */
  readonly environmentNamed: (name: string) => Environment;
  readonly session: AwsSession;
  readonly artifacts: Artifacts;
  readonly bucket: Bucket;
  /** Zips and templates that are too large for a request. */
  readonly stored: StoredArtifacts;
  readonly debugArtifacts: DebugArtifactKeeper;
  /** What was last made live in the environment. */
  readonly records: Records;
  readonly emit: Emit;
  /** Aborted by Ctrl-C. A write in progress is finished; no other begins. */
  readonly signal: AbortSignal;
  /** Shows in CloudFormation's events, so that another deploy can say who holds a stack. */
  readonly holder: string;
  /** Who runs the command. */
  readonly user: string;
  /** Who the environment is for: by its record, or else the user. Read on the first call. */
  readonly owner: () => Promise<string>;
  /** The verb that runs. */
  readonly command: string;
  /** Take over the services' locks from their holders. */
  readonly forceUnlock: boolean;
  /** Whether everything that runs, including this deployer, was built on this machine without a cache. */
  readonly trustedStart: boolean;
  /** Read each function, however many there are and whatever the record says. */
  readonly detectDrift: boolean;
  /**
   * To be awaited before each write: rejects if the run was interrupted, or within `withLease` if the service's lock was lost.
   */
  readonly beforeWrite: () => Promise<void>;
  /** The database of CloudFormation's resource types, read on the first call. */
  readonly resourceTypes: () => Promise<ResourceTypes>;
  /** Whether a plan that loses data may be applied or shown. */
  readonly mayLoseData: boolean;
  /** Services to which a write was or may have been sent: after a failure, they have to be observed again. */
  readonly touched: Set<string>;
  /** A failure that affects all services, once one has met it. */
  readonly shared: { failure: FerryError | undefined };
}

/** Refuses credentials for an account other than the environment's, before anything is written. */
export async function guardAccount({ environment, session }: Context): Promise<void> {
  const account = await session.account();
  if (account === environment.account) return;
  const { variables } = session.connection;
  const origin = variables === undefined ? "" : ` (${credentialsOrigin(variables)})`;
  throw accountMismatch(
    account,
    environment,
    `sign in to that account${origin}, or fix platform/environments.json`,
  );
}

/** @param account that of the credentials */
export function accountMismatch(account: string, environment: Environment, next: string): FerryError {
  return new FerryError(
    "AccountMismatch",
    `the credentials belong to account ${account}, but the environment "${environment.name}" is account ${environment.account}`,
    { next },
  );
}
