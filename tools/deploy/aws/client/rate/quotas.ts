import { operationKind } from "../operation";
import type { Limit } from "./bucket";

/** A quota that several operations share, in one account and region. */
export type Quota = "lambda-control-plane" | "lambda-get-function" | "stack-reads" | "stack-writes";

/** A fifth of a second's worth at once: services measure over a second, and network delays bunch requests together. */
const SHARE_AT_ONCE = 0.2;

/**
 * Lambda's quotas are documented, and AWS does not raise them. CloudFormation's are not published; users report five
 * DescribeStacks a second from AWS's support (aws/aws-sam-cli issue 2671), so reads stay at that and writes below.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
export const LIMITS: Readonly<Record<Quota, Limit>> = {
  "lambda-control-plane": { quota: 15, burst: 15 * SHARE_AT_ONCE },
  "lambda-get-function": { quota: 100, burst: 100 * SHARE_AT_ONCE },
  "stack-reads": { quota: 5, burst: 10 },
  "stack-writes": { quota: 3, burst: 6 },
};

/**
 * Under which quota a request falls; undefined for none that a deploy could reach: S3 takes thousands of requests a second,
 * STS is asked once, and Invoke has quotas of its own.
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
