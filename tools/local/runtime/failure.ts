/** Why an invocation failed, other than by an error that the function itself reported. */
export type Failure =
  | { readonly kind: "timeout"; readonly seconds: number }
  | { readonly kind: "exit"; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: "response-too-large"; readonly bytes: number };

/** Most bytes in a synchronous response (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB and the envelope). */
export const MAX_RESPONSE_BYTES = 6_291_556;

const SIGNAL_TEXT: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
  SIGBUS: "bus error",
};

/** Lambda's name of the failure: `errorType` of the payload and `Error Type` of the REPORT line. */
export function failureType(failure: Failure): string {
  switch (failure.kind) {
    case "timeout":
      return "Sandbox.Timedout";
    case "exit":
      return "Runtime.ExitError";
    case "response-too-large":
      return "Function.ResponseSizeTooLarge";
  }
}

/** The error message, as Lambda words it. */
export function failureMessage(failure: Failure): string {
  switch (failure.kind) {
    case "timeout":
      return `Task timed out after ${failure.seconds.toFixed(2)} seconds`;
    case "exit":
      if (failure.signal) {
        return `Runtime exited with error: signal: ${SIGNAL_TEXT[failure.signal] ?? failure.signal}`;
      }
      return failure.code === 0
        ? "Runtime exited without providing a reason"
        : `Runtime exited with error: exit status ${failure.code}`;
    case "response-too-large":
      return `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  }
}

/** The payload that the caller of a failed invocation gets. */
export function failurePayload(requestId: string, failure: Failure): Buffer {
  const message = failureMessage(failure);
  return Buffer.from(
    JSON.stringify({
      errorType: failureType(failure),
      errorMessage:
        failure.kind === "response-too-large" ? message : `RequestId: ${requestId} Error: ${message}`,
    }),
  );
}
