import type { AwsError } from "../protocol/error";
import type { CompetingWrite } from "./profile";
import type { Occurrence } from "./rule";

/** What a request gets beside, or in place of, what it asks for. */
export interface Decision {
  /** Milliseconds for which it is held back. */
  readonly delay: number;
  /** What takes the place of the answer. */
  readonly refusal?: Refusal;
  /** Changes that somebody else makes before it is answered. */
  readonly competing: readonly Occurrence<CompetingWrite>[];
}

export interface Refusal {
  /** An error, or a connection that is reset. */
  readonly answer: AwsError | "reset";
  /** Whether what was asked for is done all the same. */
  readonly effect: "before" | "after";
  /** For the request log: `throttle`, `error 500`, `reset`. */
  readonly label: string;
}
