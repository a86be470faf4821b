import { operationKind } from "../operation";
import type { Limit } from "./bucket";

/** A quota that several operations share, in one account and region. */
export type Quota = "lambda-control-plane" | "lambda-get-function" | "stack-reads" | "stack-writes";

/** Bursts are a fifth of a second's quota: services measure over a second, and network delays bunch requests together. */
const BURST_SECONDS = 0.2;

/**
 * Lambda's quotas are documented and cannot be raised. CloudFormation's are unpublished; AWS support has quoted five
 * DescribeStacks per second (aws/aws-sam-cli issue 2671), so reads stay at that and writes below.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
export const LIMITS: Readonly<Record<Quota, Limit>> = {
  "lambda-control-plane": { quota: 15, burst: 15 * BURST_SECONDS },
  "lambda-get-function": { quota: 100, burst: 100 * BURST_SECONDS },
  "stack-reads": { quota: 5, burst: 10 },
  "stack-writes": { quota: 3, burst: 6 },
};

/**
 * The quota of a request; undefined if a deploy cannot reach it: S3 and DynamoDB allow thousands of requests per second, STS is called once,
 * Invoke has its own quotas, and logs, metrics and traces are read by people.
 * @param service as in the SDK's client names: `Lambda`
 * @param operation as in the API's model: `GetFunction`
 */
export function quotaOf(service: string, operation: string): Quota | undefined {
  const kind = operationKind(operation);
  switch (service) {
    case "Lambda":
      if (kind === "invoke") return undefined;
      return operation === "GetFunction" ? "lambda-get-function" : "lambda-control-plane";
    case "CloudFormation":
      return kind === "read" ? "stack-reads" : "stack-writes";
    default:
      return undefined;
  }
}
