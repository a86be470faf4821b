interface Waiter {
  readonly bytes: number;
  readonly go: () => void;
}

/**
 * Bounds the bytes held in memory. A request for more than the total gets all of it, alone. Requests are served in order, so that
 * large ones do not starve.
 */
export class ByteBudget {
  readonly #total: number;
  readonly #queue: Waiter[] = [];
  #free: number;

  constructor(total: number) {
    this.#total = total;
    this.#free = total;
  }

  /** Runs `work` while holding that many bytes. */
  async hold<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(bytes, this.#total);
    await new Promise<void>((go) => {
      this.#queue.push({ bytes: share, go });
      this.#serve();
    });
    try {
      return await work();
    } finally {
      this.#free += share;
      this.#serve();
    }
  }

  #serve(): void {
    for (let next = this.#queue[0]; next && next.bytes <= this.#free; next = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= next.bytes;
      next.go();
    }
  }
}
