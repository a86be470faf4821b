import type { AwsError } from "../protocol/error";
import type { CompetingWrite } from "./profile";
import type { Occurrence } from "./rule";

/** The faults that apply to a request. */
export interface Decision {
  /** Milliseconds by which it is delayed. */
  readonly delay: number;
  /** Replaces the answer. */
  readonly refusal?: Refusal;
  /** Changes that another client makes before it is answered. */
  readonly competing: readonly Occurrence<CompetingWrite>[];
}

export interface Refusal {
  /** An error, or a connection that is reset. */
  readonly answer: AwsError | "reset";
  /** Whether the operation is carried out. */
  readonly effect: "before" | "after";
  /** For the request log: `throttle`, `error 500`, `reset`. */
  readonly label: string;
}
