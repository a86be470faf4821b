interface Waiter {
  readonly bytes: number;
  readonly go: () => void;
}

/**
 * Bounds what is held in memory at once. Whoever wants more than there is in all gets all of it, alone. In order of arrival, so
 * that a large one is not overtaken for ever.
 */
export class ByteBudget {
  readonly #total: number;
  readonly #queue: Waiter[] = [];
  #free: number;

  constructor(total: number) {
    this.#total = total;
    this.#free = total;
  }

  /** Does the work while that many bytes are set aside for it. */
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
