import { setMaxListeners } from "node:events";
import type { FerryError } from "../../error";
import { accessFailure } from "./access-errors";
import type { Connection } from "./connection";
import type { AccessError, Request } from "./network-errors";
import { operationKind } from "./operation";
import { removePasswords } from "./proxies";
import { attempts } from "./rate/attempts";
import type { Rates } from "./rate/rates";

// biome-ignore lint/suspicious/noExplicitAny: each client types its middleware by its own unions of inputs and outputs.
type Middleware = (next: any, context: any) => any;

/** The part of an SDK client's middleware stack used here, common to all clients. */
interface WatchableClient {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(
      middleware: Middleware,
      options: { readonly step: "initialize"; readonly priority: "high"; readonly name: string },
    ): void;
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

/** Requests sent to AWS, including retries, which count against the service's rate as well. */
export interface ApiCalls {
  readonly total: number;
  /** Requests that change something. An invocation, which runs code, is neither a read nor a write. */
  readonly writes: number;
  /** By service and operation: `Lambda.GetFunction`. */
  readonly byOperation: Readonly<Record<string, number>>;
}

/** Counts and rate-limits the clients' requests. */
export class CallCounter {
  readonly #counts = new Map<string, number>();
  readonly #rates: Rates;
  readonly #signal: AbortSignal;
  readonly #connection: Pick<Connection, "variables" | "proxies">;

  /**
   * @param signal ends waiting for a token; see `attempts`
   * @param connection where the clients' settings come from, for messages
   */
  constructor(rates: Rates, signal: AbortSignal, connection: Pick<Connection, "variables" | "proxies"> = {}) {
    this.#rates = rates;
    this.#connection = connection;
    this.#signal = signal;
    // Each waiting request adds a listener: there may be hundreds, and all are removed again.
    setMaxListeners(0, signal);
  }

  /**
   * From now on, each request of the client is rate-limited, retried where that is safe, and each attempt is counted. The
   * client's own retries must be off (`clientOptions` does that). A failure of access is thrown as a `FerryError` that names the
   * environment variables which led there.
   */
  watch(client: WatchableClient, service: string): void {
    client.middlewareStack.add(
      (next, context) => async (args: unknown) => {
        try {
          return await next(args);
        } catch (error) {
          const { serviceId } = client.config;
          const operation = `${service}.${operationOf(context)}`;
          throw this.accessFailure(error, { operation, serviceId, target: context.target }) ?? error;
        }
      },
      { step: "initialize", priority: "high", name: "access" },
    );
    // Before signing: a signature is valid for only five minutes, and the wait may be longer.
    client.middlewareStack.addRelativeTo(
      (next, context) => (args: unknown) =>
        attempts(this.#rates, service, operationOf(context), () => next(args), this.#signal),
      { relation: "after", toMiddleware: "retryMiddleware", name: "attempts" },
    );
    client.middlewareStack.add(
      (next, context) => (args: { readonly request: unknown }) => {
        context.target = args.request;
        const operation = `${service}.${operationOf(context)}`;
        this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
        return next(args);
      },
      { step: "finalizeRequest", priority: "low", name: "countCalls" },
    );
  }

  /**
   * A failure of access as a `FerryError` that names the variables which led there; undefined for any other. Passwords of proxies are
   * removed from the error. For requests that go past the clients' middleware.
   */
  accessFailure(error: unknown, request: Omit<Request, "variables" | "proxies">): FerryError | undefined {
    const { variables = {}, proxies } = this.#connection;
    if (proxies !== undefined) removePasswords(proxies, error);
    return accessFailure(error as AccessError, { ...request, variables, proxies });
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
