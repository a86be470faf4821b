import { type Bucket, fullBucket, type Limit, refilled, slowed, taken, untilToken } from "./bucket";
import { abortError, type Clock } from "./clock";

interface Waiter {
  readonly go: (at: number) => void;
}

/** Admits requests as a bucket has tokens. Writes have priority over reads: users wait for them. */
export class Limiter {
  readonly #clock: Clock;
  readonly #writes = new Set<Waiter>();
  readonly #reads = new Set<Waiter>();
  #bucket: Bucket;
  /** Cancels the pending timer, if there is one. */
  #cancel: (() => void) | undefined;

  constructor(limit: Limit, clock: Clock) {
    this.#clock = clock;
    this.#bucket = fullBucket(limit, clock.now());
  }

  /** Current rate in requests per second. */
  get rate(): number {
    return refilled(this.#bucket, this.#clock.now()).rate;
  }

  /**
   * Resolves when the request may be sent, to the time to pass to `throttled`. Rejects with an `AbortError`, taking no token,
   * once the signal is aborted.
   */
  take(kind: "read" | "write", signal: AbortSignal | undefined): Promise<number> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const queue = kind === "write" ? this.#writes : this.#reads;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        queue.delete(waiter);
        reject(abortError(signal));
        this.#serve();
      };
      const waiter = {
        go: (at: number) => {
          signal?.removeEventListener("abort", abort);
          resolve(at);
        },
      };
      queue.add(waiter);
      signal?.addEventListener("abort", abort, { once: true });
      this.#serve();
    });
  }

  /** AWS throttled a request. @param sentAt what `take` returned for it */
  throttled(sentAt: number): void {
    this.#bucket = slowed(this.#bucket, this.#clock.now(), sentAt);
    this.#serve();
  }

  #serve(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const queue of [this.#writes, this.#reads]) {
      for (const waiter of queue) {
        const now = this.#clock.now();
        const bucket = taken(this.#bucket, now);
        if (!bucket) {
          this.#cancel = this.#clock.after(untilToken(this.#bucket, now), () => this.#serve());
          return;
        }
        this.#bucket = bucket;
        queue.delete(waiter);
        waiter.go(now);
      }
    }
  }
}
