import type { AwsRequest, AwsResponse } from "../protocol/service";

/** A request that a witness sees. */
export interface Witnessed {
  readonly requestId: string;
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
}

/** Sees every request to an AWS service: tests learn from it what happened in an account, whatever its clients were answered. */
export interface Witness {
  /** Before it is carried out. */
  arrived?(seen: Witnessed): void;
  /** Once it is carried out; `response` is the service's own answer, and not a fault's. Not called for requests that are refused. */
  carriedOut?(seen: Witnessed, response: AwsResponse): void;
  /** For each fault that applies to it, as the request log names it, competing writes included. */
  fell?(seen: Witnessed, fault: string): void;
}
