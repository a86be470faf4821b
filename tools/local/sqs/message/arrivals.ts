/** Wakes receives that wait for messages. Waiting without a limit needs no timer. */
export class Arrivals {
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  /** True once waiting has ended for good. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Resolves when a message may have come into the queue or become visible by a change; or after that many milliseconds, if given; or when
   * the signal aborts.
   */
  wait(queue: string, milliseconds: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed || signal?.aborted) return resolve();
      const waiting = this.#waiting.get(queue) ?? new Set();
      this.#waiting.set(queue, waiting);
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        waiting.delete(done);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(done, Math.max(1, milliseconds));
      signal?.addEventListener("abort", done);
      waiting.add(done);
    });
  }

  announce(queue: string): void {
    for (const wake of [...(this.#waiting.get(queue) ?? [])]) wake();
  }

  /** Ends all waiting. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#waiting.keys()) this.announce(queue);
  }
}
