/** The part of an SDK client's middleware stack that counting needs; it is the same for every client. */
interface CountableClient {
  readonly middlewareStack: {
    add(
      // biome-ignore lint/suspicious/noExplicitAny: each client types its middleware by its own unions of inputs and outputs.
      middleware: (next: any, context: any) => any,
      options: { readonly step: "finalizeRequest"; readonly priority: "low"; readonly name: string },
    ): void;
  };
}

/** Operations that read; everything else that the deployer calls changes something. Invoke runs code, which is neither. */
const READS = /^(Get|List|Describe|Invoke)/;

/** Requests sent to AWS: retries count, since they count against the service's rate as well. */
export interface ApiCalls {
  readonly total: number;
  readonly writes: number;
  /** By service and operation: `Lambda.GetFunction`. */
  readonly byOperation: Readonly<Record<string, number>>;
}

/** Counts what the clients send. */
export class CallCounter {
  readonly #counts = new Map<string, number>();

  /** Counts every attempt of every operation of the client from now on. */
  watch(client: CountableClient, service: string): void {
    client.middlewareStack.add(
      (next, context: { readonly commandName?: string }) => (args: unknown) => {
        const operation = `${service}.${(context.commandName ?? "Unknown").replace(/Command$/, "")}`;
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
      if (!READS.test(operation.slice(operation.indexOf(".") + 1))) writes += count;
    }
    return { total, writes, byOperation };
  }
}
