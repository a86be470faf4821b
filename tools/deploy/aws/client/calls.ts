import { setMaxListeners } from "node:events";
import { operationKind } from "./operation";
import { attempts } from "./rate/attempts";
import type { Rates } from "./rate/rates";

// biome-ignore lint/suspicious/noExplicitAny: each client types its middleware by its own unions of inputs and outputs.
type Middleware = (next: any, context: any) => any;

/** The part of an SDK client's middleware stack that is needed here; it is the same for every client. */
interface WatchableClient {
  readonly middlewareStack: {
    add(
      middleware: Middleware,
      options: { readonly step: "finalizeRequest"; readonly priority: "low"; readonly name: string },
    ): void;
    addRelativeTo(
      middleware: Middleware,
      options: { readonly relation: "after"; readonly toMiddleware: string; readonly name: string },
    ): void;
  };
}

/** Requests sent to AWS: retries count, since they count against the service's rate as well. */
export interface ApiCalls {
  readonly total: number;
  /** Those that change something; an invocation runs code, which is neither. */
  readonly writes: number;
  /** By service and operation: `Lambda.GetFunction`. */
  readonly byOperation: Readonly<Record<string, number>>;
}

/** Counts what the clients send, and paces it. */
export class CallCounter {
  readonly #counts = new Map<string, number>();
  readonly #rates: Rates;
  readonly #signal: AbortSignal;

  /** @param signal ends the waiting for a turn; see `attempts` */
  constructor(rates: Rates, signal: AbortSignal) {
    this.#rates = rates;
    this.#signal = signal;
    // Each request that waits listens until it may go: there may be hundreds, and none stays.
    setMaxListeners(0, signal);
  }

  /**
   * From now on every request of the client waits its turn, is sent again where that is safe, and each attempt is counted.
   * The client's own retries must be off (`clientOptions` does that).
   */
  watch(client: WatchableClient, service: string): void {
    // Before the signature, which holds for five minutes only: the wait may be longer.
    client.middlewareStack.addRelativeTo(
      (next, context) => (args: unknown) =>
        attempts(this.#rates, service, operationOf(context), () => next(args), this.#signal),
      { relation: "after", toMiddleware: "retryMiddleware", name: "attempts" },
    );
    client.middlewareStack.add(
      (next, context) => (args: unknown) => {
        const operation = `${service}.${operationOf(context)}`;
        this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
        return next(args);
      },
      { step: "finalizeRequest", priority: "low", name: "countCalls" },
    );
  }

  summary(): ApiCalls {
    const byOperation = Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    let total = 0;
    let writes = 0;
    for (const [operation, count] of this.#counts) {
      total += count;
      if (operationKind(operation.slice(operation.indexOf(".") + 1)) === "write") writes += count;
    }
    return { total, writes, byOperation };
  }
}

function operationOf(context: { readonly commandName?: string }): string {
  return (context.commandName ?? "Unknown").replace(/Command$/, "");
}
