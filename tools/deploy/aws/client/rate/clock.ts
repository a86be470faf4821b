import { performance } from "node:perf_hooks";

/** The time source for rate limiting. */
export interface Clock {
  /** Milliseconds since some fixed moment; monotonic. */
  now(): number;
  /** Calls back once, that many milliseconds from now. @returns a function that cancels it */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The monotonic clock of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** The error that ends an interrupted wait. */
export function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error("interrupted", { cause: signal?.reason });
  error.name = "AbortError";
  return error;
}

/** Resolves that many milliseconds from now. Rejects with an `AbortError` once the signal is aborted. */
export function pause(milliseconds: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel();
      reject(abortError(signal));
    };
    const cancel = clock.after(milliseconds, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
