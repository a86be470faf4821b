import type { FerryError } from "../error";
import type { Move } from "../history/rollback-target";
import type { VersionEntry } from "../history/versions";
import type { Drift } from "../plan/drift";
import type { PlacedFunction, PlacedService } from "../plan/names";
import type { OwnReason } from "../plan/overlay";
import type { Action, Reason, SeedPlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";
import type { Explanation } from "../why/explain";
import type { BuildOrigin } from "../workspace/bazel/execution-log";

/** What was or would be done for a service, for the reports. */
export interface ServiceOutcome {
  readonly desired: PlacedService;
  readonly stack: StackOutcome;
  readonly functions: readonly FunctionOutcome[];
  /** Whether it was observed; until then, what is live is unknown. */
  readonly observed: boolean;
  /** Whether it failed after a write and could not be observed since: what is reported as live may be outdated. */
  readonly stale: boolean;
  /** How the stack's resources change; undefined if they do not, or if that is unknown. */
  readonly changes: TemplateDifference | undefined;
  /**
   * A deploy, rollback or deletion that has begun and not succeeded, if a verb has checked: it is running, was killed, or failed.
   */
  readonly unfinished: Unfinished | undefined;
  /** Items of seeds that were or would be written, by the table's logical id; undefined for none. */
  readonly seed: SeedPlan | undefined;
  /** Where it is, if the environment is an overlay. */
  readonly placed: Placed | undefined;
  /** Output `Url` of the stack. */
  readonly url: string | undefined;
  readonly error: FerryError | undefined;
  /** Why it was skipped, if a service that it needs has failed. */
  readonly skipped: Skip | undefined;
}

/** Where a service of an overlay is: in the overlay itself, or in its base. */
export type Placed =
  | { readonly where: "base"; readonly base: string; readonly url: string | undefined }
  | {
      readonly where: "own";
      readonly base: string;
      readonly reason: OwnReason;
      /** What it uses in the base. */
      readonly through: readonly ThroughReference[];
    };

/** The use of a service that is in the base. */
export interface ThroughReference {
  readonly service: string;
  readonly environment: string;
  /** Names of the exports that it imports: what it calls there, and may write there. */
  readonly imports: readonly string[];
  /** Types of events that its rules are for. */
  readonly events: readonly string[];
  /** Whether it hears them. */
  readonly heard: boolean;
}

export interface Unfinished {
  readonly by: string;
  /** When it began, as ISO 8601. */
  readonly at: string;
}

export interface Skip {
  /** Code `DependencyFailed`. */
  readonly error: FerryError;
  /** The services that failed, or were skipped themselves. */
  readonly of: readonly string[];
}

export interface StackOutcome {
  /** Why the digest differs from the deployed one, if requested. */
  readonly why?: Explanation | undefined;
  readonly action: Action | "delete";
  /** SHA-256 of the template in hexadecimal: the build's, or the observed stack's tag; undefined if there is neither. */
  readonly digest: string | undefined;
  /** Whether this run changed it. */
  readonly written: boolean;
  /** Resources retained in the account after its deletion. */
  readonly retained?: readonly string[];
  /** CloudFormation's status of the dead stack that has to be deleted before this one can be created. */
  readonly deletesFirst?: string | undefined;
  /** Whether its termination protection was or will be turned on. */
  readonly protect?: boolean;
  /** CloudFormation's status after a failure. */
  readonly status?: string | undefined;
}

export interface FunctionOutcome {
  readonly desired: PlacedFunction;
  /** SHA-256 of the zip in hexadecimal: the build's, or of the code that `live` points at; undefined if there is neither. */
  readonly digest: string | undefined;
  /** Bytes of the build's zip; undefined if nothing was built. */
  readonly size: number | undefined;
  readonly action: Action | "delete";
  readonly reason: Reason;
  readonly build: BuildOrigin;
  /** Version that was live when this run began; undefined if there was none. */
  readonly before: string | undefined;
  /** Version that is live now, as far as known. */
  readonly version: string | undefined;
  /** Whether the placeholder of a new stack is live, rather than the service's code. */
  readonly placeholder: boolean;
  readonly uploadedBytes: number;
  /** Whether this run changed it. */
  readonly written: boolean;
  /** All versions, newest first, if a verb has read them. */
  readonly versions: readonly VersionEntry[] | undefined;
  /** Why the digest differs from the deployed one, if requested. */
  readonly why?: Explanation | undefined;
  /** The move that a rollback makes. */
  readonly rollback: Move | undefined;
  /** How it differs from what was last deployed, if a verb has checked. */
  readonly drift: readonly Drift[];
}
