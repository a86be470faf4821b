/**
 * How many events of a mapping are under way. A throttled event lowers the limit to what the function could take, and each that was taken
 * raises it by one again.
 */
export class Slots {
  readonly #most: number;
  #limit: number;
  #taken = 0;
  #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  /** Resolves when there is a slot, or when the signal has aborted and `wake` is called. */
  async free(signal: AbortSignal): Promise<void> {
    while (this.#taken >= this.#limit && !signal.aborted) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  take(): void {
    this.#taken += 1;
  }

  leave(): void {
    this.#taken -= 1;
    this.wake();
  }

  throttled(): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.#taken) - 1);
  }

  accepted(): void {
    this.#limit = Math.min(this.#most, this.#limit + 1);
    this.wake();
  }

  /** Makes everything that waits for a slot check again. */
  wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
