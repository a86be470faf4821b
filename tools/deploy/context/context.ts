import type { Artifacts } from "../artifact/artifacts";
import type { AwsSession } from "../aws/session";
import type { StoredArtifacts } from "../bucket/artifacts/artifacts";
import type { Bucket } from "../bucket/bucket";
import type { Records } from "../bucket/record/records";
import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { ResourceTypes } from "../template/resource-types/types";
import type { DebugArtifactKeeper } from "./debug-artifact-keeper";
import type { Emit } from "./progress-event";

/** What all work on one environment shares. */
export interface Context {
  readonly environment: Environment;
  readonly session: AwsSession;
  readonly artifacts: Artifacts;
  readonly bucket: Bucket;
  /** Zips and templates that are too large for a request. */
  readonly stored: StoredArtifacts;
  readonly debugArtifacts: DebugArtifactKeeper;
  /** What was last made live in the environment. */
  readonly records: Records;
  readonly emit: Emit;
  /** Aborted by Ctrl-C. A write that is under way is finished; none begins after it. */
  readonly signal: AbortSignal;
  /** Shows in CloudFormation's events, so that another deploy can say who holds a stack. */
  readonly holder: string;
  /** Who runs the command. */
  readonly user: string;
  /** The verb that runs. */
  readonly command: string;
  /** Take the services' locks from whoever has them. */
  readonly forceUnlock: boolean;
  /** Whether all that runs, this deployer included, was built on this machine without a cache. */
  readonly trustedStart: boolean;
  /** Look at each function, however many there are, and whatever the record says of them. */
  readonly detectDrift: boolean;
  /**
   * To be awaited before each write: rejects when the run was interrupted, and inside of `withLease` when the lock of the service
   * was lost.
   */
  readonly beforeWrite: () => Promise<void>;
  /** What is known of CloudFormation's resource types; read at the first call. */
  readonly resourceTypes: () => Promise<ResourceTypes>;
  /** Whether a plan that loses data may be carried out, or only told. */
  readonly mayLoseData: boolean;
  /** Services to which a write was sent, or may have been: after a failure, what stands there has to be looked at. */
  readonly touched: Set<string>;
  /** The failure that every service would meet, once one has met it. */
  readonly shared: { failure: FerryError | undefined };
}

/** Refuses credentials for another account than environments.json says, before anything is written with them. */
export async function guardAccount({ environment, session }: Context): Promise<void> {
  const account = await session.account();
  if (account === environment.account) return;
  throw new FerryError(
    "AccountMismatch",
    `the credentials belong to account ${account}, but the environment "${environment.name}" is account ${environment.account}`,
    { next: "sign in to that account (AWS_PROFILE), or correct platform/environments.json" },
  );
}
