import type { OperationKind } from "./operation";

/** What an error of an SDK client carries that says whether trying again may help. */
interface SdkFailure {
  readonly name?: string;
  readonly code?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

/** Error codes of throttling besides status 429. CloudFormation answers `Throttling` with status 400, S3 `SlowDown` with 503. */
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
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** The request may have arrived, and the answer did not. */
const UNANSWERED = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);

const UNANSWERED_NAMES = new Set(["TimeoutError", "RequestTimeout", "RequestTimeoutException"]);

const UNANSWERED_STATUS = new Set([500, 502, 503, 504]);

/**
 * Refusals of a signature that was made at another time than AWS's clock shows. The SDK's mark `clockSkewCorrected` is not enough: with
 * a clock that is off it is set on every error, whatever that one is about.
 */
const SKEWED = new Set([
  "InvalidSignatureException",
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/** Longest chain of causes that is looked through. */
const DEPTH = 5;

/**
 * What a failed request means for the next one: AWS refused it as one too many; it was not taken at all, so that nothing has
 * happened; nobody knows whether it took effect; or the answer stands.
 */
export type Failure = "throttled" | "unsent" | "ambiguous" | "final";

/** Sorts what an SDK client threw. */
export function failureKind(thrown: unknown, depth = DEPTH): Failure {
  const { name = "", code = "", cause, $metadata } = (thrown ?? {}) as SdkFailure;
  if (name === "AbortError") return "final";
  const status = $metadata?.httpStatusCode ?? 0;
  if (status === 429 || THROTTLES.has(name)) return "throttled";
  // The SDK has set its clock by the answer that refused the signature: the next one will be right.
  if (UNSENT.has(code) || (SKEWED.has(name) && $metadata?.clockSkewCorrected)) return "unsent";
  if (UNANSWERED.has(code) || UNANSWERED_NAMES.has(name) || UNANSWERED_STATUS.has(status)) return "ambiguous";
  return cause === undefined || depth === 0 ? "final" : failureKind(cause, depth - 1);
}

/** Attempts of one call, the first included: throttling ends sooner or later, a broken network may not. */
const ATTEMPTS = { throttled: 12, other: 8 };
/** Back-off in milliseconds: random up to a span that doubles with each attempt, as AWS's SDKs do it. */
const FIRST_SPAN = { throttled: 500, other: 100 };
const LONGEST_SPAN = { throttled: 20_000, other: 5_000 };

/**
 * How long to wait before the same request is sent again; undefined if it must not be. **A write whose fate is not known is
 * never repeated here:** whoever sent it has to look first whether it took effect, since a second one might undo what someone
 * else did in between, or send the same bytes twice. The same holds for an invocation.
 * @param attempt how often it was sent so far
 * @param random in [0, 1): full jitter, so that processes that were refused together do not come back together
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
