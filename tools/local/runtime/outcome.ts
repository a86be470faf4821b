import { type Failure, failurePayload, failureType } from "./failure";
import type { InitError, RuntimeAnswer } from "./runtime-api";

/** How an event ended: with an answer of the process, before the process took it, or without an answer. */
export type Outcome =
  | RuntimeAnswer
  | { readonly kind: "init-error"; readonly error: InitError }
  | { readonly kind: "failure"; readonly failure: Failure };

/** The part of an outcome that the caller and the log receive. */
export interface Summary {
  readonly payload: Buffer;
  /** Set when the function did not succeed. */
  readonly errorType?: string;
  /** Set when it was not the function that reported the error. */
  readonly failure?: Failure;
}

export function summarize(requestId: string, outcome: Outcome): Summary {
  switch (outcome.kind) {
    case "response":
      return { payload: outcome.payload };
    case "error":
      return { payload: outcome.payload, errorType: outcome.errorType };
    case "init-error":
      return { payload: outcome.error.payload, errorType: outcome.error.errorType };
    case "response-too-large":
      return failed(requestId, outcome);
    case "failure":
      return failed(requestId, outcome.failure);
  }
}

function failed(requestId: string, failure: Failure): Summary {
  return { payload: failurePayload(requestId, failure), errorType: failureType(failure), failure };
}
