/** One request of an AWS client, after the server has told which service it is for. */
export interface AwsRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** From the credential scope of the signature; `us-east-1` where there is none. */
  readonly region: string;
  /** Answered in `x-amzn-requestid`, and the id that errors carry. */
  readonly requestId: string;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** The wire side of one AWS service. Its errors are `AwsError`s; the server writes them in the service's protocol. */
export interface AwsService {
  /** Name in the credential scope, such as `lambda`, `cloudformation`, `sts`, `s3`, `logs`, `dynamodb`. */
  readonly signingName: string;
  readonly protocol: "rest-json" | "json" | "query" | "rest-xml";
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** Ends what the service runs (child processes, timers, listeners); resolves when all of it has ended. */
  close?(): Promise<void>;
}
