import { FerryError } from "../error";
import type { Move } from "../history/rollback-target";
import type { VersionEntry } from "../history/versions";
import type { FunctionVersion, ObservedService } from "../model/observed";
import { type DesiredService, TEMPLATE_TAG } from "../plan/desired";
import type { Drift } from "../plan/drift";
import type { PlacedFunction, PlacedService } from "../plan/names";
import type { Action, Reason, ServicePlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";
import type { Explanation } from "../why/explain";
import type { BuildOrigin } from "../workspace/bazel/execution-log";
import type { ProgressEvent } from "./progress-event";

/** What was done for a service, or would be. It grows while the work goes on, so that a failure can say what is live. */
export interface ServiceOutcome<Service extends PlacedService = DesiredService> {
  readonly desired: Service;
  /** Whether `desired` is what a build made; else it has names only, and the digests are those that were observed. */
  readonly built: boolean;
  stack: Mutable<StackOutcome>;
  functions: Mutable<FunctionOutcome>[];
  /** Whether it was looked at in the environment; until then nothing can be said of what is live. */
  observed: boolean;
  /** Whether it failed after it was written to, and could not be looked at since: what is said to be live is what was, before. */
  stale: boolean;
  /** What the stack's change does to its resources; undefined where it does not change, or that cannot be told. */
  changes: TemplateDifference | undefined;
  /** A deploy, rollback or deletion that began and has not ended well, where a verb has looked: it goes on, was stopped, or failed. */
  unfinished: Unfinished | undefined;
  /** Output `Url` of the stack. */
  url: string | undefined;
  error: FerryError | undefined;
  /** Why it was left as it is, where a service that it needs has failed. */
  skipped: Skip | undefined;
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

/** An outcome of any verb, as the reports read it. */
export type AnyOutcome = ServiceOutcome<PlacedService>;

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

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The outcome of a service that was built, and of which nothing else is known yet. */
export function beginOutcome(
  desired: DesiredService,
  origins: ReadonlyMap<string, BuildOrigin>,
): ServiceOutcome {
  return {
    ...begin(desired),
    built: true,
    stack: { action: "none", digest: desired.stack.artifact.digest, written: false },
    functions: desired.functions.map((wanted) => ({
      ...beginFunction(wanted),
      digest: wanted.artifact.digest.sha256,
      size: wanted.artifact.digest.zippedBytes,
      build: origins.get(wanted.artifact.target) ?? "unknown",
    })),
  };
}

/** The outcome of a service of which nothing but its names is known yet. */
export function beginNamedOutcome(desired: PlacedService): AnyOutcome {
  return {
    ...begin(desired),
    built: false,
    stack: { action: "none", digest: undefined, written: false },
    functions: desired.functions.map(beginFunction),
  };
}

function begin<Service extends PlacedService>(
  desired: Service,
): Pick<
  ServiceOutcome<Service>,
  "desired" | "observed" | "stale" | "changes" | "unfinished" | "url" | "error" | "skipped"
> {
  return {
    desired,
    observed: false,
    stale: false,
    changes: undefined,
    unfinished: undefined,
    url: undefined,
    error: undefined,
    skipped: undefined,
  };
}

function beginFunction(desired: PlacedFunction): FunctionOutcome {
  return {
    desired,
    digest: undefined,
    size: undefined,
    action: "none",
    reason: "none",
    build: "unknown",
    before: undefined,
    version: undefined,
    placeholder: false,
    uploadedBytes: 0,
    written: false,
    versions: undefined,
    rollback: undefined,
    drift: [],
  };
}

/** Takes over what was seen of the versions of a function. */
export function recordHistory(
  entry: AnyOutcome["functions"][number],
  versions: readonly VersionEntry[],
): void {
  const live = versions.find((one) => one.live);
  if (!entry.written) entry.before = live?.version;
  entry.versions = versions;
  entry.version = live?.version;
  entry.digest = live?.digest;
  entry.placeholder = live?.maker === "placeholder";
}

/** Takes over where a rollback is to take a function. */
export function recordRollback(entry: AnyOutcome["functions"][number], move: Move): void {
  entry.action = "update";
  entry.reason = "rollback";
  entry.rollback = move;
}

/** Takes over what was seen. */
export function recordObservation(outcome: AnyOutcome, observed: ObservedService): void {
  outcome.observed = true;
  if (!outcome.built) outcome.stack.digest = observed.stack?.tags[TEMPLATE_TAG];
  outcome.url = observed.stack?.outputs.Url;
  for (const entry of outcome.functions) {
    const live = observed.functions[entry.desired.name]?.live;
    if (!entry.written && !outcome.stack.written) entry.before = live?.version;
    recordLive(outcome, entry, live);
  }
}

function recordLive(
  outcome: AnyOutcome,
  entry: AnyOutcome["functions"][number],
  live: FunctionVersion | undefined,
): void {
  entry.version = live?.version;
  const found = live?.sha256;
  if (!outcome.built) entry.digest = found;
  entry.placeholder = live !== undefined && entry.before === undefined && found !== entry.digest;
}

/**
 * Takes over what stands there after a failure: what the run has done, as far as it shows, even where no answer said so.
 */
export function recordStanding(outcome: AnyOutcome, { stack, functions }: ObservedService): void {
  outcome.url = stack?.outputs.Url;
  outcome.stack.status = stack?.status;
  if (!stack && (outcome.stack.action === "delete" || outcome.stack.deletesFirst !== undefined)) {
    outcome.stack.action = "delete";
    outcome.stack.deletesFirst = undefined;
    outcome.stack.written = true;
  }
  for (const entry of outcome.functions) {
    const live = functions[entry.desired.name]?.live;
    const wanted = entry.digest;
    recordLive(outcome, entry, live);
    if (live?.version === entry.before) continue;
    if (
      entry.action === "delete"
        ? !live
        : outcome.built && live && entry.digest === wanted && !entry.placeholder
    )
      entry.written = true;
  }
}

/**
 * Takes over what is planned, except where this run has done its part already: a later plan sees only what is left, but the
 * report tells what was done and why.
 */
export function recordPlan(outcome: AnyOutcome, plan: ServicePlan): void {
  if (!outcome.stack.written) {
    outcome.stack.action = plan.stack.action;
    outcome.stack.deletesFirst = plan.stack.deletesFirst;
  }
  // That a new stack is protected goes without saying.
  outcome.stack.protect ||= plan.stack.protect && plan.stack.action !== "create";
  for (const [index, planned] of plan.functions.entries()) {
    const entry = outcome.functions[index];
    if (!entry || entry.written) continue;
    if (outcome.stack.written && entry.action === "create") continue;
    entry.action = planned.action;
    entry.reason = planned.reason;
  }
}

/** Keeps a failure with its service. */
export function recordError(outcome: AnyOutcome, error: FerryError): void {
  outcome.error = error;
  forgetPlan(outcome);
}

/** Leaves a service as it is, since others failed that have to be done before it. */
export function recordSkip(outcome: AnyOutcome, failed: readonly AnyOutcome[]): void {
  const of = failed.map(({ desired }) => desired.service);
  const error = new FerryError(
    "DependencyFailed",
    `${outcome.desired.stack.name} was left as it is: ${of.join(", ")} must be done before it, and failed`,
    { next: "fix what failed and run the same command again" },
  );
  outcome.skipped = { error, of };
  forgetPlan(outcome);
}

/** What tells that the work on a service has ended. */
export function doneEvent({ desired, error, skipped }: AnyOutcome): ProgressEvent {
  return { type: "done", service: desired.service, how: error ? "failed" : skipped ? "skipped" : "done" };
}

/** After a failure only what was really written is told as done. */
export function forgetPlan(outcome: AnyOutcome): void {
  if (!outcome.stack.written) {
    outcome.stack.action = "none";
    outcome.stack.deletesFirst = undefined;
  }
  outcome.stack.protect = false;
  for (const entry of outcome.functions) {
    if (entry.written) continue;
    entry.action = "none";
    entry.reason = "none";
    entry.rollback = undefined;
  }
}
