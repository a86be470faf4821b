import type { InvocationTiming } from "../../runtime/target";
import type { InvocationTrace } from "./invocation-trace";

/** The outcome of one event, for metrics and traces. Times are milliseconds since the epoch, with fractions. */
export interface InvocationRecord {
  readonly functionName: string;
  /** Alias or version that the caller named. */
  readonly qualifier: string | undefined;
  readonly invokedFunctionArn: string;
  readonly requestId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Events of this function under way, this one included. */
  readonly concurrency: number;
  readonly trace: InvocationTrace;
  /** `undefined` where the function did not run because the event was throttled. */
  readonly timing: InvocationTiming | undefined;
  /** What went wrong in the function. */
  readonly error: InvocationError | undefined;
}

export interface InvocationError {
  /** Such as `Error`, `Runtime.ExitError`, `Sandbox.Timedout`. */
  readonly type: string;
  readonly message: string;
}
