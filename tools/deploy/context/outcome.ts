import type { FerryError } from "../error";
import type { Move } from "../history/rollback-target";
import type { VersionEntry } from "../history/versions";
import type { Drift } from "../plan/drift";
import type { PlacedFunction, PlacedService } from "../plan/names";
import type { Action, Reason } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";
import type { Explanation } from "../why/explain";
import type { BuildOrigin } from "../workspace/bazel/execution-log";

/** What was done for a service, or would be, as the reports read it. */
export interface ServiceOutcome {
  readonly desired: PlacedService;
  readonly stack: StackOutcome;
  readonly functions: readonly FunctionOutcome[];
  /** Whether it was looked at in the environment; until then nothing can be said of what is live. */
  readonly observed: boolean;
  /** Whether it failed after it was written to, and could not be looked at since: what is said to be live is what was, before. */
  readonly stale: boolean;
  /** What the stack's change does to its resources; undefined where it does not change, or that cannot be told. */
  readonly changes: TemplateDifference | undefined;
  /** A deploy, rollback or deletion that began and has not ended well, where a verb has looked: it goes on, was stopped, or failed. */
  readonly unfinished: Unfinished | undefined;
  /** Output `Url` of the stack. */
  readonly url: string | undefined;
  readonly error: FerryError | undefined;
  /** Why it was left as it is, where a service that it needs has failed. */
  readonly skipped: Skip | undefined;
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
  /** Why the digest differs from the deployed one, where that was asked for. */
  readonly why?: Explanation | undefined;
  readonly action: Action | "delete";
  /** SHA-256 of the template in hexadecimal: the build's, or the tag of the stack that was found; undefined for none. */
  readonly digest: string | undefined;
  /** Whether this run changed it. */
  readonly written: boolean;
  /** What its deletion left in the account, since the template retains it. */
  readonly retained?: readonly string[];
  /** CloudFormation's status of what has to be deleted before it can be created: a failed creation or deletion left it. */
  readonly deletesFirst?: string | undefined;
  /** Whether its termination protection is turned on, or is to be. */
  readonly protect?: boolean;
  /** CloudFormation's status after a failure. */
  readonly status?: string | undefined;
}

export interface FunctionOutcome {
  readonly desired: PlacedFunction;
  /** SHA-256 of the zip in hexadecimal: the build's, or that of the code that was found behind `live`; undefined for none. */
  readonly digest: string | undefined;
  /** Bytes of the build's zip; undefined where nothing was built. */
  readonly size: number | undefined;
  readonly action: Action | "delete";
  readonly reason: Reason;
  readonly build: BuildOrigin;
  /** Version that was live when this run began; undefined for none. */
  readonly before: string | undefined;
  /** Version that is live now, as far as is known. */
  readonly version: string | undefined;
  /** Whether what is live is the placeholder that a new stack starts with, and not code of the service. */
  readonly placeholder: boolean;
  readonly uploadedBytes: number;
  /** Whether this run changed it. */
  readonly written: boolean;
  /** All versions, newest first, where a verb has looked at them. */
  readonly versions: readonly VersionEntry[] | undefined;
  /** Why the digest differs from the deployed one, where that was asked for. */
  readonly why?: Explanation | undefined;
  /** Where a rollback takes it. */
  readonly rollback: Move | undefined;
  /** How it differs from what was last made live, where a verb has looked at that. */
  readonly drift: readonly Drift[];
}
