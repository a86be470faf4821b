import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { complain } from "../../terminal/complain";
import { ConnectionReset, type Faults } from "../faults/faults";
import { AwsChunkedDecoder } from "../protocol/aws-chunked";
import { AwsError } from "../protocol/error";
import { errorDocument } from "../protocol/error-document";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import { diskFailure } from "../state/disk-failure";
import { readBody } from "./body";
import { refusedAsForeign } from "./browser-guard";
import { operationName } from "./operation";
import type { OwnPages } from "./own-pages";
import { type Addressee, addressee, addresseeOfForm } from "./route";
import type { ServedRequest } from "./served-request";
import type { Witness } from "./witness";

/** More than any fault profile needs. */
const MAX_PROFILE_BYTES = 1024 * 1024;

const FORM = "application/x-www-form-urlencoded";

/** By signing name. */
export type Services = ReadonlyMap<string, AwsService>;

export interface ExchangeOptions {
  /** Default: none. */
  readonly pages?: OwnPages;
  /** Default: none. */
  readonly faults?: Faults;
  readonly witness?: Witness | undefined;
  /** Told of each request that an AWS service has answered. */
  readonly served?: (request: ServedRequest) => void;
  /** Aborted when the client no longer waits for the answer. Default: never. */
  readonly signal?: AbortSignal;
}

/** One request on its way through the server, and what is known of it so far. */
export class Exchange {
  readonly requestId = randomUUID();
  /** Signing name, as far as the request says one; what asks for no AWS service is not logged. */
  service: string | undefined;
  operation = "";
  /** Body bytes seen so far. */
  bytes = 0;
  /** What fell on it beside what it asked for. */
  readonly faults: string[] = [];
  readonly #incoming: IncomingMessage;
  readonly #options: ExchangeOptions;
  readonly #path: string;
  readonly #query: URLSearchParams;

  constructor(incoming: IncomingMessage, options: ExchangeOptions) {
    this.#incoming = incoming;
    this.#options = options;
    const [path = "/", query = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
    this.#path = path;
    this.#query = new URLSearchParams(query);
  }

  /** The answer; `undefined` where the connection is to be reset. */
  async respond(services: Services): Promise<AwsResponse | undefined> {
    let protocol = protocolOf(this.#incoming.headers);
    let request = this.#request(Buffer.alloc(0));
    try {
      const refusal = refusedAsForeign(this.#incoming.headers);
      if (refusal !== undefined) throw new AwsError("AccessDeniedException", 403, refusal);
      if (this.#path.startsWith("/_ferry/")) return await this.#own();
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
      return await this.#timed(service, request);
    } catch (error) {
      if (error instanceof ConnectionReset) return undefined;
      return errorDocument(protocol, asAwsError(error, this.requestId), request);
    }
  }

  async #timed(service: AwsService, request: AwsRequest): Promise<AwsResponse> {
    const startedAt = performance.timeOrigin + performance.now();
    const tell = (status: number): void =>
      this.#options.served?.({
        service: service.signingName,
        operation: this.operation,
        request,
        status,
        startedAt,
        endedAt: performance.timeOrigin + performance.now(),
      });
    try {
      const response = await this.#carryOut(service, request);
      tell(response.status);
      return response;
    } catch (error) {
      tell(error instanceof AwsError ? error.status : 500);
      throw error;
    }
  }

  async #carryOut(service: AwsService, request: AwsRequest): Promise<AwsResponse> {
    const { faults, witness } = this.#options;
    const seen = {
      requestId: this.requestId,
      service: service.signingName,
      operation: this.operation,
      request,
    };
    witness?.arrived?.(seen);
    const handle = async (): Promise<AwsResponse> => {
      const response = await service.handle(request);
      witness?.carriedOut?.(seen, response);
      return response;
    };
    const subject = { ...seen, signed: request.headers["x-amz-date"] };
    if (faults === undefined) return await handle();
    return await faults.pass(subject, handle, (fault) => {
      this.faults.push(fault);
      witness?.fell?.(seen, fault);
    });
  }

  #own(): Promise<AwsResponse> {
    const { pages } = this.#options;
    if (pages === undefined) throw new AwsError("NotFound", 404, `there is no page ${this.#path}`);
    return pages.answer({
      method: this.#incoming.method ?? "GET",
      path: this.#path,
      body: () => readBody(this.#payload(), MAX_PROFILE_BYTES),
    });
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
      ...(this.#options.signal && { signal: this.#options.signal }),
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
  complain(`request ${requestId} failed: ${error instanceof Error ? error.stack : String(error)}`);
  const reason = diskFailure(error, "the account's state") ?? "see account.log";
  return new AwsError("InternalFailure", 500, `the local account failed on request ${requestId}: ${reason}`);
}
