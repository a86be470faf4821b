/** How a dependency failed, where trying again later can help. */
export type DependencyFailure = "throttled" | "timeout" | "unavailable";

const THROTTLED = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingError",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const TIMED_OUT = new Set(["DeadlineError", "TimeoutError", "RequestTimeout", "RequestTimeoutException"]);
const TIMED_OUT_CODES = new Set(["ETIMEDOUT", "ESOCKETTIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);
const UNAVAILABLE_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN"]);

/** What is looked at of an error: members of the AWS SDK's and of Node.js's. */
interface Failure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/**
 * How a dependency failed, as far as an error or its cause says so: errors of the AWS SDK by their names and status
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html), `fetch`'s and Node.js's by name and code. The
 * SDK has made its own attempts by then. Undefined for anything else, such as a fault of the service itself.
 */
export function dependencyFailure(error: unknown): DependencyFailure | undefined {
  // A cause can be its own cause; nothing meaningful is nested deeper.
  for (let failure = error, depth = 0; depth < 5; depth++) {
    if (typeof failure !== "object" || failure === null) return undefined;
    const found = failureOf(failure);
    if (found) return found;
    failure = (failure as Failure).cause;
  }
  return undefined;
}

function failureOf({ name, code, $metadata, CancellationReasons }: Failure): DependencyFailure | undefined {
  const status = $metadata?.httpStatusCode ?? 0;
  const reasons = [name, ...(CancellationReasons ?? []).map((reason) => reason.Code)];
  if (status === 429 || reasons.some((reason) => THROTTLED.has(String(reason)))) return "throttled";
  if (TIMED_OUT.has(String(name)) || TIMED_OUT_CODES.has(String(code))) return "timeout";
  // `AbortError`: what the SDK throws at the deadline if it was given `context.signal`.
  if (name === "AbortError") return "timeout";
  if (status >= 500 || UNAVAILABLE_CODES.has(String(code))) return "unavailable";
  return undefined;
}
