import { randomUUID } from "node:crypto";
import { complain } from "../../terminal/complain";
import { OWN_SERVICE } from "../credentials/sign-own-request";
import { ConnectionReset, type Faults } from "../faults/faults";
import { refusedAsForeign } from "../protocol/browser-guard";
import { AwsError } from "../protocol/error";
import { errorDocument } from "../protocol/error-document";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { AccountKeys } from "../signature/account-keys";
import { readClaim } from "../signature/authenticate";
import { ClockSkew } from "../signature/clock-skew";
import { signatureRefusal } from "../signature/refusals";
import { diskFailure } from "../state/disk-failure";
import { authentic } from "./authentic";
import type { Incoming } from "./incoming";
import { operationName } from "./operation";
import { addressee, protocolOf } from "./route";
import type { ServedRequest } from "./served-request";
import type { Witness } from "./witness";

/** More than any fault profile needs. */
const MAX_PROFILE_BYTES = 1024 * 1024;

/** By signing name. */
export type Services = ReadonlyMap<string, AwsService>;

export function byName(services: readonly AwsService[]): Services {
  return new Map(services.map((service) => [service.signingName, service]));
}

export interface RequestOptions {
  /** The keys that requests may be signed with. */
  readonly keys: AccountKeys;
  /** Answers what the account's owner asks under `/_ferry/`. Default: nothing is there. */
  readonly admin?: (request: AwsRequest) => Promise<AwsResponse>;
  /** Default: none. */
  readonly faults?: Faults;
  readonly witness?: Witness | undefined;
  /** Called with each request that an AWS service has answered. */
  readonly served?: (request: ServedRequest) => void;
  /** Aborted when the client no longer waits for the answer. Default: never. */
  readonly signal?: AbortSignal;
}

/** One request while it is served, and what is known of it so far. */
export class ServerRequest {
  readonly requestId = randomUUID();
  /** Signing name, if the request has one; requests for no AWS service are not logged. */
  service: string | undefined;
  operation = "";
  /** Body bytes seen so far. */
  bytes = 0;
  /** Faults that applied to it. */
  readonly faults: string[] = [];
  readonly #incoming: Incoming;
  readonly #options: RequestOptions;
  readonly #path: string;
  readonly #query: URLSearchParams;

  constructor(incoming: Incoming, options: RequestOptions) {
    this.#incoming = incoming;
    this.#options = options;
    const [path = "/", query = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
    this.#path = path;
    this.#query = new URLSearchParams(query);
  }

  /** The answer, with the request's id; `undefined` where the connection is to be reset. */
  async respond(services: Services): Promise<AwsResponse | undefined> {
    const response = await this.#answer(services);
    const ids = { "x-amzn-requestid": this.requestId, "x-amz-request-id": this.requestId };
    return response && { ...response, headers: { ...response.headers, ...ids } };
  }

  async #answer(services: Services): Promise<AwsResponse | undefined> {
    const { keys, faults } = this.#options;
    let request = this.#head();
    const target = addressee(request, services.values());
    let protocol = services.get(target?.service ?? "")?.protocol ?? protocolOf(request);
    try {
      const refusal = refusedAsForeign(this.#incoming.headers);
      if (refusal !== undefined) throw new AwsError("AccessDeniedException", 403, refusal);
      if (this.#path.startsWith("/_ferry/")) {
        protocol = "rest-json";
        return await this.#admin(request);
      }
      // Unsigned requests are refused, as by the service that their content suggests.
      const { service: name, region } = target ?? readClaim(request, protocol);
      this.service = name;
      const service = services.get(name);
      if (service === undefined) {
        throw new AwsError(
          "UnknownService",
          400,
          `the local account does not have the service "${name}"; it has ${[...services.keys()].join(", ")}`,
        );
      }
      request = { ...request, region };
      this.operation = operationName(service, request);
      request = (await authentic(this.#counted(), request, service, { keys, now: faults?.now ?? Date.now }))
        .request;
      this.operation = operationName(service, request);
      return await this.#timed(service, request);
    } catch (error) {
      if (error instanceof ConnectionReset) return undefined;
      // A clock that is wrong on purpose is a fault that applied.
      if (error instanceof ClockSkew && faults?.clock !== undefined) this.faults.push("clock skew");
      return errorDocument(protocol, asAwsError(error, this.requestId), request);
    }
  }

  async #timed(service: AwsService, request: AwsRequest): Promise<AwsResponse> {
    const startedAt = performance.timeOrigin + performance.now();
    const report = (status: number): void =>
      this.#options.served?.({
        service,
        operation: this.operation,
        request,
        status,
        startedAt,
        endedAt: performance.timeOrigin + performance.now(),
      });
    try {
      const response = await this.#carryOut(service, request);
      report(response.status);
      return response;
    } catch (error) {
      report(error instanceof AwsError ? error.status : 500);
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
    if (faults === undefined) return await handle();
    return await faults.pass(seen, handle, (fault) => {
      this.faults.push(fault);
      witness?.fell?.(seen, fault);
    });
  }

  /** The account's own pages are for its owner, and not for what runs in it. */
  async #admin(head: AwsRequest): Promise<AwsResponse> {
    const { admin, keys } = this.#options;
    const receiver = { protocol: "rest-json" } as const;
    const { request, accessKeyId } = await authentic(
      this.#counted(),
      head,
      receiver,
      // A clock that is wrong on purpose must not keep its owner from ending that fault.
      { keys, now: Date.now },
      MAX_PROFILE_BYTES,
    );
    const isOwn = readClaim(head, receiver.protocol).service === OWN_SERVICE;
    if (!isOwn || accessKeyId !== keys.owner.accessKeyId) {
      throw signatureRefusal("unknown-key", receiver.protocol);
    }
    if (admin === undefined) throw new AwsError("NotFound", 404, `there is no page ${this.#path}`);
    return await admin(request);
  }

  /** The incoming bytes, counted. */
  #counted(): Incoming {
    const incoming = this.#incoming;
    incoming.on("data", (chunk: Buffer) => {
      this.bytes += chunk.length;
    });
    // A listener for "data" would start the stream, which the reader has to do.
    return incoming.pause();
  }

  /** The request without its body. */
  #head(): AwsRequest {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#incoming.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
    return {
      method: this.#incoming.method ?? "GET",
      path: this.#path,
      query: this.#query,
      headers,
      body: Buffer.alloc(0),
      region: "us-east-1",
      requestId: this.requestId,
      ...(this.#options.signal && { signal: this.#options.signal }),
    };
  }
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
