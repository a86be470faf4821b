/** How a trace or a step of it ended; `error` is the caller's fault, `fault` the callee's. */
export type Status = "ok" | "error" | "throttle" | "fault";

/** A trace in a list of traces. */
export interface TraceSummary {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly durationMs: number;
  readonly status: Status;
  /** Physical names of the functions and other services that took part. */
  readonly services: readonly string[];
  /** The one that received the request. */
  readonly entry: string | null;
  /** The exception where it failed first, if X-Ray has it. */
  readonly cause: string | null;
}
