import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AwsChunkedDecoder } from "../protocol/aws-chunked";
import { AwsError } from "../protocol/error";
import { errorDocument } from "../protocol/error-document";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import { readBody } from "./body";
import { refusedAsForeign } from "./browser-guard";
import { operationName } from "./operation";
import type { RequestLog } from "./request-log";
import { type Addressee, addressee, addresseeOfForm } from "./route";

const FORM = "application/x-www-form-urlencoded";

export interface ServerOptions {
  /** Requests that come before the services are there wait for them. */
  readonly services: readonly AwsService[] | Promise<readonly AwsService[]>;
  readonly log: RequestLog;
  /** The JSON of `GET /_ferry/status`. */
  readonly status: () => object;
}

/**
 * The AWS wire endpoint: one HTTP server that finds the service of each request, hands it over, and writes its answer or its error
 * in the service's protocol. Signatures tell which service and region are meant; they are not verified.
 * What no service takes is refused with an AWS error document.
 */
export function awsServer(options: ServerOptions): Server {
  const services = byName(options.services);
  // Each request is told of it; without one it is the business of the caller, who made the services.
  services.catch(() => {});
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, services, options).catch((error: unknown) => {
      // The client has gone, or the answer's bytes could not be read: there is nobody left to tell.
      if (!outgoing.destroyed) outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  // SDKs keep sockets open between calls; a server that closes one early makes them fail with ECONNRESET.
  server.keepAliveTimeout = 60_000;
  return server;
}

type Services = ReadonlyMap<string, AwsService>;

async function byName(services: ServerOptions["services"]): Promise<Services> {
  return new Map((await services).map((service) => [service.signingName, service]));
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  services: Promise<Services>,
  options: ServerOptions,
): Promise<void> {
  const exchange = new Exchange(incoming);
  const response = await exchange.respond(await services, options.status);
  if (exchange.service !== undefined) {
    options.log.add({
      time: new Date().toISOString(),
      requestId: exchange.requestId,
      service: exchange.service,
      operation: exchange.operation,
      status: response.status,
      bytes: exchange.bytes,
    });
  }
  await send(response, exchange, incoming, outgoing);
  // A client that is refused in the middle of its body reads the answer only after it has sent all of it.
  incoming.unpipe();
  incoming.resume();
}

/** One request on its way through the server, and what is known of it so far. */
class Exchange {
  readonly requestId = randomUUID();
  /** Signing name, as far as the request says one; what asks for no AWS service is not logged. */
  service: string | undefined;
  operation = "";
  /** Body bytes seen so far. */
  bytes = 0;
  readonly #incoming: IncomingMessage;
  readonly #path: string;
  readonly #query: URLSearchParams;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    const [path = "/", query = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
    this.#path = path;
    this.#query = new URLSearchParams(query);
  }

  async respond(services: Services, status: () => object): Promise<AwsResponse> {
    let protocol = protocolOf(this.#incoming.headers);
    let request = this.#request(Buffer.alloc(0));
    try {
      const refusal = refusedAsForeign(this.#incoming.headers);
      if (refusal !== undefined) throw new AwsError("AccessDeniedException", 403, refusal);
      if (this.#path.startsWith("/_ferry/")) return this.#own(status);
      const target = await this.#addressee();
      this.service = target.known.service;
      const service = services.get(target.known.service);
      if (service === undefined) {
        throw new AwsError(
          "UnknownService",
          400,
          `the local account does not have the service "${target.known.service}"; it has ${[...services.keys()].join(", ")}`,
        );
      }
      protocol = service.protocol;
      request = await this.#read(service, target.known, target.body);
      this.operation = operationName(service, request);
      return await service.handle(request);
    } catch (error) {
      return errorDocument(protocol, asAwsError(error, this.requestId), request);
    }
  }

  #own(status: () => object): AwsResponse {
    if (this.#path !== "/_ferry/status" || this.#incoming.method !== "GET") {
      throw new AwsError(
        "NotFound",
        404,
        `the local account has no page ${this.#path}; it has /_ferry/status`,
      );
    }
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(status()) };
  }

  async #addressee(): Promise<{ known: Addressee; body?: Buffer }> {
    const { headers } = this.#incoming;
    const known = addressee(headers, this.#path, this.#query);
    if (known !== undefined) return { known };
    if (headers["content-type"]?.startsWith(FORM)) {
      const body = await readBody(this.#payload());
      const form = addresseeOfForm(new URLSearchParams(body.toString("utf8")));
      if (form !== undefined) return { known: form, body };
    }
    throw new AwsError("MissingAuthenticationTokenException", 403, "Missing Authentication Token");
  }

  async #read(service: AwsService, known: Addressee, body: Buffer | undefined): Promise<AwsRequest> {
    const payload = this.#payload();
    if (service.streams !== true) return this.#request(body ?? (await readBody(payload)), known.region);
    const trailers = payload instanceof AwsChunkedDecoder ? { trailers: payload.trailers } : {};
    return { ...this.#request(Buffer.alloc(0), known.region), stream: payload, ...trailers };
  }

  /** The body, unframed, its bytes counted. */
  #payload(): Readable {
    const incoming = this.#incoming;
    incoming.on("data", (chunk: Buffer) => {
      this.bytes += chunk.length;
    });
    // A listener for "data" sets a stream flowing; the reader shall do so.
    incoming.pause();
    const { headers } = incoming;
    const chunked =
      headers["content-encoding"]?.includes("aws-chunked") ||
      String(headers["x-amz-content-sha256"]).startsWith("STREAMING-");
    if (!chunked) return incoming;
    const decoder = new AwsChunkedDecoder();
    incoming.on("error", (error) => decoder.destroy(error));
    return incoming.pipe(decoder);
  }

  #request(body: Buffer, region = "us-east-1"): AwsRequest {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#incoming.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
    return {
      method: this.#incoming.method ?? "GET",
      path: this.#path,
      query: this.#query,
      headers,
      body,
      region,
      requestId: this.requestId,
    };
  }
}

/** The protocol of a request whose service is not there: good enough for its client to read the refusal. */
function protocolOf(headers: IncomingHttpHeaders): AwsService["protocol"] {
  if (headers["x-amz-target"] !== undefined) return "json";
  return headers["content-type"]?.startsWith(FORM) ? "query" : "rest-json";
}

function asAwsError(error: unknown, requestId: string): AwsError {
  if (error instanceof AwsError) return error;
  if ((error as NodeJS.ErrnoException).code === "ERR_STREAM_PREMATURE_CLOSE") {
    return new AwsError("RequestTimeout", 400, "the connection ended before the whole request body had come");
  }
  process.stderr.write(
    `request ${requestId} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return new AwsError(
    "InternalFailure",
    500,
    `the local account failed on request ${requestId}; see account.log`,
  );
}

async function send(
  response: AwsResponse,
  exchange: Exchange,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers: Record<string, string> = {
    ...response.headers,
    "x-amzn-requestid": exchange.requestId,
    "x-amz-request-id": exchange.requestId,
  };
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
