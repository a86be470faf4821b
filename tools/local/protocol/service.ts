import type { Readable } from "node:stream";

/** One request of an AWS client, after the server has determined its service. */
export interface AwsRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole payload; empty for a service that `streams`. */
  readonly body: Buffer;
  /** The payload of a request to a service that `streams`, `aws-chunked` framing already taken off. */
  readonly stream?: Readable;
  /** Trailers of an `aws-chunked` payload (checksums), names in lower case; complete once `stream` has ended. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** From the credential scope of the signature; `us-east-1` where there is none. */
  readonly region: string;
  /** Answered in `x-amzn-requestid`, and the id that errors carry. */
  readonly requestId: string;
  /** Aborted when the client no longer waits for the answer. */
  readonly signal?: AbortSignal;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | Readable;
}

/** The wire side of one AWS service. Its errors are `AwsError`s; the server writes them in the service's protocol. */
export interface AwsService {
  /** Name in the credential scope, such as `lambda`, `cloudformation`, `sts`, `s3`, `logs`, `dynamodb`. */
  readonly signingName: string;
  readonly protocol: "rest-json" | "json" | "query" | "rest-xml";
  /** What X-Ray calls it in the traces of its callers. Calls of a service that has none are not traced. */
  readonly xrayName?: string;
  /** True where payloads may be larger than memory should hold: the request then has a `stream` in place of a `body`. */
  readonly streams?: boolean;
  /**
   * Name of the operation that a request asks for, as the API model has it (`ListFunctions`), for the request log.
   * Not needed for the `json` and `query` protocols, whose requests say it themselves.
   */
  operation?(request: AwsRequest): string | undefined;
  /**
   * Whether an unsigned request is meant for this service: it is refused, but as its service would, and logged. Default: unknown.
   */
  isMeant?(request: AwsRequest): boolean;
  handle(request: AwsRequest): Promise<AwsResponse>;
}
