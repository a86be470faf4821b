/** How a trace or a step of it ended; `error` is the caller's fault, `fault` that of whoever was called. */
export type Status = "ok" | "error" | "throttle" | "fault";

/** A trace, as a list of traces tells it. */
export interface TraceSummary {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly durationMs: number;
  readonly status: Status;
  /** Physical names of the functions and other services that took part. */
  readonly services: readonly string[];
  /** The one that the request came to. */
  readonly entry: string | null;
  /** What was thrown where it failed first, as far as X-Ray has it. */
  readonly cause: string | null;
}
