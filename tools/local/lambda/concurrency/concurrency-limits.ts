import type { LambdaContext } from "../context";
import { tooManyRequests } from "../errors";
import { unreservedConcurrency } from "./concurrency-operations";

/** Counts the events under way, of each function with a reservation and of all others together. */
export class ConcurrencyLimits {
  readonly #context: LambdaContext;
  readonly #running = new Map<string, number>();

  constructor(context: LambdaContext) {
    this.#context = context;
  }

  /** Counts an event until the returned function is called; throws `TooManyRequestsException` at the limit. */
  enter(name: string): () => void {
    const running = this.#running.get(name) ?? 0;
    const reserved = this.#reserved(name);
    if (reserved !== undefined) {
      if (running >= reserved) throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
    } else if (this.#unreservedRunning() >= unreservedConcurrency(this.#context)) {
      throw tooManyRequests("ConcurrentInvocationLimitExceeded");
    }
    this.#running.set(name, running + 1);
    return () => {
      const left = (this.#running.get(name) ?? 1) - 1;
      if (left > 0) this.#running.set(name, left);
      else this.#running.delete(name);
    };
  }

  /** Events of the function that are under way. */
  running(name: string): number {
    return this.#running.get(name) ?? 0;
  }

  #reserved(name: string): number | undefined {
    return this.#context.functions.find(name)?.reservedConcurrency;
  }

  #unreservedRunning(): number {
    return [...this.#running]
      .filter(([name]) => this.#reserved(name) === undefined)
      .reduce((sum, [, count]) => sum + count, 0);
  }
}
