import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { AwsResponse, AwsService } from "../protocol/service";
import { bestEffort } from "../state/best-effort";
import { byName, type RequestOptions, ServerRequest, type Services } from "./request";
import type { RequestLog } from "./request-log";

export interface ServerOptions extends RequestOptions {
  /** Requests that come before the services are there wait for them. */
  readonly services: readonly AwsService[] | Promise<readonly AwsService[]>;
  readonly log: RequestLog;
}

/**
 * The AWS wire endpoint: one HTTP server that finds the service of each request, hands it over, and writes its answer or its error
 * in the service's protocol. A signature names the service and the region, and proves that the request is from the account's owner or
 * one of its functions.
 * A request for no service is refused with an AWS error document.
 */
export function awsServer(options: ServerOptions): Server {
  const services = Promise.resolve(options.services).then(byName);
  // Each request is logged there.
  services.catch(() => {});
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, services, options).catch((error: unknown) => {
      // An answer that cannot be written: a header that HTTP does not allow, say.
      if (!outgoing.headersSent && !outgoing.destroyed) outgoing.writeHead(500).end();
      // The client has gone, or the answer's bytes could not be read: there is no one left to answer.
      else if (!outgoing.destroyed) outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  // SDKs keep sockets open between calls; a server that closes one early makes them fail with ECONNRESET.
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  services: Promise<Services>,
  options: ServerOptions,
): Promise<void> {
  const arrived = performance.now();
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const request = new ServerRequest(incoming, { ...options, signal: gone.signal });
  const response = await request.respond(await services);
  if (request.service !== undefined) {
    const record = {
      time: new Date().toISOString(),
      milliseconds: Math.round(performance.now() - arrived),
      requestId: request.requestId,
      service: request.service,
      operation: request.operation,
      status: response?.status ?? 0,
      bytes: request.bytes,
      ...(request.faults.length > 0 && { fault: request.faults.join(", ") }),
    };
    bestEffort("writing requests.log", () => options.log.add(record));
  }
  if (response === undefined) {
    incoming.socket.resetAndDestroy();
    return;
  }
  const clock = options.faults?.clock;
  if (clock !== undefined) outgoing.setHeader("date", new Date(clock).toUTCString());
  await send(response, incoming, outgoing);
  // A client that is refused in the middle of its body reads the answer only after it has sent all of it.
  incoming.unpipe();
  incoming.resume();
}

async function send(
  response: AwsResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers: Record<string, string> = { ...response.headers };
  const { body } = response;
  if (typeof body !== "string" && !Buffer.isBuffer(body)) {
    outgoing.writeHead(response.status, headers);
    await pipeline(body, outgoing);
    return;
  }
  if (incoming.method !== "HEAD") headers["content-length"] = String(Buffer.byteLength(body));
  outgoing.writeHead(response.status, headers);
  outgoing.end(body);
}
