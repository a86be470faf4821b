import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refusedAsForeign } from "../protocol/browser-guard";
import { MAX_RESPONSE_BYTES } from "./failure";
import { TOKEN_HEADER } from "./runtime-api-token";

/** An event as the Runtime API hands it to the process. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly invokedFunctionArn: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly traceId: string;
  readonly clientContext?: string | undefined;
}

/** How the process answered an event. */
export type RuntimeAnswer =
  | { readonly kind: "response"; readonly payload: Buffer; readonly maxMemoryKib: number }
  | {
      readonly kind: "error";
      readonly payload: Buffer;
      readonly errorType: string;
      readonly maxMemoryKib: number;
    }
  | { readonly kind: "response-too-large"; readonly bytes: number; readonly maxMemoryKib: number };

/** An error that the process met before it asked for its first event. */
export interface InitError {
  readonly errorType: string;
  readonly payload: Buffer;
}

const PREFIX = "/2018-06-01/runtime";

/**
 * The Lambda Runtime API for one process (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), on a loopback
 * port of its own, because AWS's client takes no path.
 */
export class RuntimeApi {
  /** A request for an event must have it in its `TOKEN_HEADER`. */
  readonly token = randomBytes(32).toString("hex");
  readonly #server: Server;
  readonly #ready = Promise.withResolvers<void>();
  readonly #initError = Promise.withResolvers<InitError>();
  #idle: ServerResponse | undefined;
  #current:
    | { event: RuntimeEvent; answer?: RuntimeAnswer; done: (answer: RuntimeAnswer) => void }
    | undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    // The process waits for its next event without a limit.
    this.#server.requestTimeout = 0;
  }

  static async listen(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    await new Promise<void>((resolve, reject) => {
      api.#server.once("error", reject);
      api.#server.listen(0, "127.0.0.1", resolve);
    });
    return api;
  }

  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the process first asks for an event, which ends its initialization. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves when the process reports that its initialization failed. */
  get initError(): Promise<InitError> {
    return this.#initError.promise;
  }

  /** What the process answered to the current event so far, if it has not yet asked for the next one. */
  get answered(): RuntimeAnswer | undefined {
    return this.#current?.answer;
  }

  /** Hands over an event; resolves when the process has answered it and asks for the next one. One at a time. */
  send(event: RuntimeEvent): Promise<RuntimeAnswer> {
    return new Promise((done) => {
      this.#current = { event, done };
      this.#deliver();
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const refusal = refusedAsForeign(request.headers);
    if (refusal !== undefined) return refuse(response, 403, "AccessDenied", refusal);
    if (request.method === "GET" && path === `${PREFIX}/invocation/next`) {
      if (this.#isOwn(request)) return this.#next(response);
      return refuse(response, 403, "AccessDenied", `${TOKEN_HEADER} is missing or wrong`);
    }
    if (request.method !== "POST") return refuse(response, 404, "InvalidPath", path);
    if (path === `${PREFIX}/init/error`) {
      const payload = await readBody(request);
      accept(response);
      return this.#initError.resolve({ errorType: errorTypeOf(request, payload), payload });
    }
    const [, id, outcome] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (!id || !outcome) return refuse(response, 404, "InvalidPath", path);
    return this.#answer(decodeURIComponent(id), outcome === "error", request, response);
  }

  /** Only a request for an event needs the token: an answer has the event's id, a random UUID that only its receiver knows. */
  #isOwn({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(String(headers[TOKEN_HEADER] ?? ""));
    const wanted = Buffer.from(this.token);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  #next(response: ServerResponse): void {
    this.#idle = response;
    this.#ready.resolve();
    const current = this.#current;
    if (current?.answer) {
      this.#current = undefined;
      current.done(current.answer);
    } else {
      this.#deliver();
    }
  }

  async #answer(
    id: string,
    failed: boolean,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(request);
    const current = this.#current;
    if (!current || current.event.requestId !== id || current.answer) {
      return refuse(response, 400, "InvalidRequestID", id);
    }
    const maxMemoryKib = Number(request.headers["ferry-max-memory-used-kib"] ?? 0);
    // A streaming handler that fails after it began to answer says so in the trailers.
    const streamError = request.trailers["lambda-runtime-function-error-body"];
    const payload = streamError ? Buffer.from(streamError, "base64") : body;
    if (failed || streamError) {
      current.answer = { kind: "error", payload, errorType: errorTypeOf(request, payload), maxMemoryKib };
      return accept(response);
    }
    if (payload.length > MAX_RESPONSE_BYTES) {
      current.answer = { kind: "response-too-large", bytes: payload.length, maxMemoryKib };
      return refuse(response, 413, "RequestEntityTooLarge", `${payload.length} bytes`);
    }
    current.answer = { kind: "response", payload, maxMemoryKib };
    accept(response);
  }

  #deliver(): void {
    const response = this.#idle;
    const current = this.#current;
    if (!response || !current || current.answer) return;
    this.#idle = undefined;
    const { event } = current;
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": event.requestId,
      "lambda-runtime-deadline-ms": String(event.deadline),
      "lambda-runtime-invoked-function-arn": event.invokedFunctionArn,
      "lambda-runtime-trace-id": event.traceId,
      ...(event.clientContext === undefined
        ? {}
        : { "lambda-runtime-client-context": asciiJson(event.clientContext) }),
    });
    response.end(event.payload);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  response
    .writeHead(status, { "content-type": "application/json" })
    .end(JSON.stringify({ errorType, errorMessage }));
}

/** The body names the error; in the header, the client writes `Unhandled` for every error. */
function errorTypeOf(request: IncomingMessage, payload: Buffer): string {
  try {
    const { errorType } = JSON.parse(payload.toString("utf8")) as { errorType?: unknown };
    if (typeof errorType === "string" && errorType !== "") return errorType;
  } catch {
    // Not JSON: a custom runtime may send anything.
  }
  return String(request.headers["lambda-runtime-function-error-type"] ?? "Runtime.Unknown");
}

/** A header holds Latin-1 only; JSON can be written in ASCII. */
function asciiJson(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
