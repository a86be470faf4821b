import { DeadlineError } from "./errors";

/** The runtime ends an invocation this long before its timeout, to answer and to write its logs and metrics. */
const MARGIN_MS = 500;

/** A signal that fires a little before the end of the invocation's time, with a `DeadlineError`. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** @param remainingMs `getRemainingTimeInMillis()` of the invocation */
export function startDeadline(remainingMs: number): Deadline {
  const controller = new AbortController();
  const milliseconds = Math.max(0, Math.round(remainingMs - Math.min(MARGIN_MS, remainingMs / 10)));
  const timer = setTimeout(() => controller.abort(new DeadlineError(milliseconds)), milliseconds);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** The result of `work`, or the signal's reason as an error if that fires first: for work that may ignore the signal. */
export async function within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([work(), over]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
