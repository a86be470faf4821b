import type { AwsRequest, AwsResponse } from "../protocol/service";

/** A request that a witness sees: what it asks for, and what becomes of it. */
export interface Witnessed {
  readonly requestId: string;
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
}

/** Sees every request to an AWS service: for tests, which know by it what has happened in an account, whatever its clients were told. */
export interface Witness {
  /** Before anything is done for it. */
  arrived?(seen: Witnessed): void;
  /** Once it is carried out; `response` is the service's own answer, and not a fault's. Not told of requests that are refused. */
  carriedOut?(seen: Witnessed, response: AwsResponse): void;
  /** Of each fault that falls on it, in the words of the request log: competing writes are among them. */
  fell?(seen: Witnessed, fault: string): void;
}
