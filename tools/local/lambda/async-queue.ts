import { AwsError } from "../protocol/error";

/** Lambda gives an asynchronous event up when it is six hours old. */
const MAX_AGE = 6 * 60 * 60 * 1000;

/** Longest pause between two attempts at an event that was throttled. */
const MAX_THROTTLE_DELAY = 5 * 60 * 1000;

/** Runs an event; whether the function succeeded. Rejects with an `AwsError` when the function could not be run. */
export type Attempt = () => Promise<boolean>;

/**
 * Asynchronous events (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html): a function that
 * fails is tried again, twice by default; a throttled event is tried again for six hours. Events are held in memory, so
 * they end with the account.
 */
export class AsyncQueue {
  readonly #retryDelays: readonly number[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(retryDelays: readonly number[]) {
    this.#retryDelays = retryDelays;
  }

  push(attempt: Attempt): void {
    this.#after(0, () => this.#try(attempt, Date.now(), 0, 0));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #try(attempt: Attempt, since: number, failures: number, throttles: number): Promise<void> {
    const outcome = await attempt().then(
      (succeeded) => (succeeded ? "done" : "failed"),
      // What the function no longer allows, such as an alias that is gone, would fail again: the event is dropped.
      (error) => (error instanceof AwsError && [409, 429].includes(error.status) ? "throttled" : "done"),
    );
    if (outcome === "failed") {
      const delay = this.#retryDelays[failures];
      if (delay !== undefined) this.#after(delay, () => this.#try(attempt, since, failures + 1, throttles));
    } else if (outcome === "throttled" && Date.now() - since < MAX_AGE) {
      const delay = Math.min(1000 * 2 ** throttles, MAX_THROTTLE_DELAY);
      this.#after(delay, () => this.#try(attempt, since, failures, throttles + 1));
    }
  }

  #after(delay: number, run: () => Promise<void>): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void run();
    }, delay);
    this.#timers.add(timer);
  }
}
