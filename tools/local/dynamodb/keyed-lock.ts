type Release = <A extends unknown[]>(callback: (...results: A) => void) => (...results: A) => void;

/** A lock for each key, taken in order of arrival; in the callback style that dynalite expects of its stores. */
export class KeyedLock {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Calls `work` when the key is free. The callback that `work` gets back from `release(callback)` frees it, then calls on. */
  lock(key: string, work: (release: Release) => void): void {
    const start = (): void =>
      work((callback) => (...results) => {
        this.#free(key);
        callback(...results);
      });
    const queue = this.#waiting.get(key);
    if (queue !== undefined) {
      queue.push(start);
      return;
    }
    this.#waiting.set(key, []);
    start();
  }

  #free(key: string): void {
    const next = this.#waiting.get(key)?.shift();
    if (next === undefined) this.#waiting.delete(key);
    else next();
  }
}
