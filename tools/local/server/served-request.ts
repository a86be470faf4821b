import type { AwsRequest } from "../protocol/service";

/** A request to an AWS service that was answered. Times are milliseconds since the epoch, with fractions. */
export interface ServedRequest {
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly startedAt: number;
  readonly endedAt: number;
}
