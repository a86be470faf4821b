import type { OperationKind } from "./operation";

/** The members of an SDK client's error that decide whether to retry. */
interface SdkFailure {
  readonly name?: string;
  readonly code?: string;
  /** Of a proxy that refused a tunnel. */
  readonly statusCode?: number;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

/** Error codes of throttling besides status 429. CloudFormation returns `Throttling` with status 400, S3 `SlowDown` with 503. */
const THROTTLES = new Set([
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
]);

/** The request never left this machine. */
export const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** The request may have arrived, but there was no response. */
export const UNANSWERED = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);

const UNANSWERED_NAMES = new Set(["TimeoutError", "RequestTimeout", "RequestTimeoutException"]);

const UNANSWERED_STATUS = new Set([500, 502, 503, 504]);

/**
 * Errors for a signature whose time differs from AWS's clock. The SDK's `clockSkewCorrected` is not enough: with a wrong clock it
 * is set on every error.
 */
const SKEWED = new Set([
  "InvalidSignatureException",
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/** Longest chain of causes that is searched. */
const DEPTH = 5;

/**
 * Whether a failed request can be retried: it was throttled; it was not processed; its outcome is unknown; or the error is final.
 */
export type Failure = "throttled" | "unsent" | "ambiguous" | "final";

/** Classifies an error of an SDK client. */
export function failureKind(thrown: unknown, depth = DEPTH): Failure {
  const { name = "", code = "", statusCode = 504, cause, $metadata } = (thrown ?? {}) as SdkFailure;
  if (name === "AbortError") return "final";
  const status = $metadata?.httpStatusCode ?? 0;
  if (status === 429 || THROTTLES.has(name)) return "throttled";
  // A proxy that did not open the connection: because of the request, or for now.
  if (code === "ERR_PROXY_TUNNEL") return statusCode < 500 ? "final" : "unsent";
  // The SDK has adjusted its clock from the error response: the next signature will be valid.
  if (UNSENT.has(code) || (SKEWED.has(name) && $metadata?.clockSkewCorrected)) return "unsent";
  if (UNANSWERED.has(code) || UNANSWERED_NAMES.has(name) || UNANSWERED_STATUS.has(status)) return "ambiguous";
  return cause === undefined || depth === 0 ? "final" : failureKind(cause, depth - 1);
}

/** Attempts per call, including the first: throttling ends eventually, a network failure may not. */
const ATTEMPTS = { throttled: 12, other: 8 };
/** Back-off in milliseconds: random up to a limit that doubles with each attempt, as in AWS's SDKs. */
const FIRST_SPAN = { throttled: 500, other: 100 };
const LONGEST_SPAN = { throttled: 20_000, other: 5_000 };

/**
 * How long to wait before retrying a request; undefined if it must not be retried. **A write of unknown outcome is never retried
 * here:** the caller has to check first whether it took effect, since repeating it might overwrite another change, or upload the
 * same bytes twice. The same holds for an invocation.
 * @param attempt how often it was sent so far
 * @param random in [0, 1): full jitter, so that processes throttled together do not retry together
 * @returns milliseconds
 */
export function backOff(
  kind: OperationKind,
  failure: Failure,
  attempt: number,
  random: () => number,
): number | undefined {
  if (failure === "final" || (failure === "ambiguous" && kind !== "read")) return undefined;
  const cause = failure === "throttled" ? "throttled" : "other";
  if (attempt >= ATTEMPTS[cause]) return undefined;
  return random() * Math.min(LONGEST_SPAN[cause], FIRST_SPAN[cause] * 2 ** (attempt - 1));
}
