import type { BuildOrigin } from "../artifact/execution-log";
import type { FerryError } from "../error";
import type { DesiredFunction, DesiredService } from "../plan/desired";
import type { Action, Reason, ServicePlan } from "../plan/plan";
import type { ObservedService } from "../state/observed";

/** What was done for a service, or would be. It grows while the work goes on, so that a failure can say what is live. */
export interface ServiceOutcome {
  readonly desired: DesiredService;
  stack: Mutable<StackOutcome>;
  functions: Mutable<FunctionOutcome>[];
  /** Whether it was looked at in the environment; until then nothing can be said of what is live. */
  observed: boolean;
  /** Output `Url` of the stack. */
  url: string | undefined;
  error: FerryError | undefined;
}

export interface StackOutcome {
  readonly action: Action | "delete";
  /** Whether this run changed it. */
  readonly written: boolean;
}

export interface FunctionOutcome {
  readonly desired: DesiredFunction;
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
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The outcome of a service of which nothing is known yet. */
export function beginOutcome(
  desired: DesiredService,
  origins: ReadonlyMap<string, BuildOrigin>,
): ServiceOutcome {
  return {
    desired,
    stack: { action: "none", written: false },
    functions: desired.functions.map((wanted) => ({
      desired: wanted,
      action: "none",
      reason: "none",
      build: origins.get(wanted.artifact.target) ?? "unknown",
      before: undefined,
      version: undefined,
      placeholder: false,
      uploadedBytes: 0,
      written: false,
    })),
    observed: false,
    url: undefined,
    error: undefined,
  };
}

/** Takes over what was seen. */
export function recordObservation(outcome: ServiceOutcome, observed: ObservedService): void {
  outcome.observed = true;
  outcome.url = observed.stack?.outputs.Url;
  for (const entry of outcome.functions) {
    const live = observed.functions[entry.desired.name]?.live;
    if (!entry.written && !outcome.stack.written) entry.before = live?.version;
    entry.version = live?.version;
    const isWanted = live?.codeSha256 === entry.desired.artifact.digest.codeSha256;
    entry.placeholder = live !== undefined && entry.before === undefined && !isWanted;
  }
}

/**
 * Takes over what is planned, except where this run has done its part already: a later plan sees only what is left, but the
 * report tells what was done and why.
 */
export function recordPlan(outcome: ServiceOutcome, plan: ServicePlan): void {
  if (!outcome.stack.written) outcome.stack.action = plan.stack.action;
  for (const [index, planned] of plan.functions.entries()) {
    const entry = outcome.functions[index];
    if (!entry || entry.written) continue;
    if (outcome.stack.written && entry.action === "create") continue;
    entry.action = planned.action;
    entry.reason = planned.reason;
  }
}

/** Keeps a failure with its service. */
export function recordError(outcome: ServiceOutcome, error: FerryError): void {
  outcome.error = error;
  forgetPlan(outcome);
}

/** After a failure only what was really written is told as done. */
export function forgetPlan(outcome: ServiceOutcome): void {
  if (!outcome.stack.written) outcome.stack.action = "none";
  for (const entry of outcome.functions) {
    if (entry.written) continue;
    entry.action = "none";
    entry.reason = "none";
  }
}
