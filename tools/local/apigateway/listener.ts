import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { complain } from "../../terminal/complain";
import { refusedHost } from "../protocol/browser-guard";
import { answerRequest, type Backend } from "./gateway";
import type { ApiRecord } from "./model";
import { type GatewayResponse, gatewayMessage, INTERNAL_SERVER_ERROR } from "./response";

/** The HTTP server of one API, on a port of its own so that the API is an origin, as it is at AWS. Loopback only. */
export class ApiListener {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * Listens on the first of the ports that is free.
   * @param record called at each request, as an API may change while it is served
   */
  static async open(
    ports: Iterable<number>,
    record: () => ApiRecord | undefined,
    backend: Backend,
  ): Promise<ApiListener> {
    const server = createServer((incoming, outgoing) => {
      serve(record, backend, incoming, outgoing);
    });
    server.keepAliveTimeout = 60_000;
    for (const port of ports) {
      if (await listens(server, port)) return new ApiListener(server);
    }
    throw new Error(
      "no port is free for an HTTP API; end programs that listen on 127.0.0.1, or set FERRY_LOCAL_PORT",
    );
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends it; requests under way get up to `graceMs` to be answered. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const force = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(force);
  }
}

/** False when another program has the port. */
function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    };
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      resolve(true);
    });
  });
}

/** Never throws or rejects: a bad request must not end the account. */
async function serve(
  record: () => ApiRecord | undefined,
  backend: Backend,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    write(await answer(record(), backend, incoming), incoming, outgoing);
  } catch (error) {
    complain(error instanceof Error ? `${error.stack}` : String(error));
    if (outgoing.headersSent) outgoing.destroy();
    else write(INTERNAL_SERVER_ERROR, incoming, outgoing);
  }
}

async function answer(
  record: ApiRecord | undefined,
  backend: Backend,
  incoming: IncomingMessage,
): Promise<GatewayResponse> {
  const refusal = refusedHost(incoming.headers);
  if (refusal !== undefined) return gatewayMessage(403, refusal);
  if (record === undefined) return gatewayMessage(404, "Not Found");
  return answerRequest(record, backend, incoming);
}

function write(response: GatewayResponse, incoming: IncomingMessage, outgoing: ServerResponse): void {
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
  for (const [name, value] of response.headers) {
    // A function may set a header that is the connection's, or one that says how long the body is.
    if (name === "content-length" || HOP_BY_HOP.has(name)) continue;
    outgoing.appendHeader(name, value);
  }
  outgoing.statusCode = response.status;
  const withBody = incoming.method !== "HEAD" && response.status !== 204 && response.status !== 304;
  if (withBody) outgoing.setHeader("content-length", response.body.length);
  outgoing.end(withBody ? response.body : undefined);
  // A client that is refused in the middle of its body reads the answer only after it has sent all of it.
  incoming.resume();
}

const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"]);
