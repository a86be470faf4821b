import type { FunctionOutcome, ServiceOutcome, StackOutcome } from "../context/outcome";
import { ServiceRun } from "../context/service-run";
import type { DesiredService } from "../plan/desired";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An outcome that a test can change at will; a real one follows from what is known of a run. */
export interface TestOutcome extends Mutable<Omit<ServiceOutcome, "stack" | "functions">> {
  stack: Mutable<StackOutcome>;
  functions: Mutable<FunctionOutcome>[];
}

/** The outcome of a service that was built, and to which nothing was done. */
export function unchanged(desired: DesiredService): TestOutcome {
  const run = ServiceRun.built(desired, new Map());
  const { stack, observed, stale, changes, unfinished, url, error, skipped } = run;
  const functions = run.functions.map((one) => {
    const { desired, digest, size, action, reason, build, before, version, placeholder } = one;
    const { uploadedBytes, written, versions, why, rollback, drift } = one;
    const found = { desired, digest, size, action, reason, build, before, version, placeholder };
    return { ...found, uploadedBytes, written, versions, why, rollback, drift };
  });
  return { desired, stack, functions, observed, stale, changes, unfinished, url, error, skipped };
}
