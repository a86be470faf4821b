import type { AwsRequest, AwsService } from "../protocol/service";

/** A request to an AWS service that was answered. Times are milliseconds since the epoch, with fractions. */
export interface ServedRequest {
  readonly service: AwsService;
  readonly operation: string;
  readonly request: AwsRequest;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly startedAt: number;
  readonly endedAt: number;
}
