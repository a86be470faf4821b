import type { IncomingHttpHeaders } from "node:http";
import { property } from "../protocol/property";
import type { AwsService } from "../protocol/service";
import { claimOf } from "../signature/claim";

/** What is known of a request before its service is. */
export interface Addressee {
  /** Signing name, such as `lambda`. */
  readonly service: string;
  readonly region: string;
}

const DEFAULT_REGION = "us-east-1";

const FORM = "application/x-www-form-urlencoded";

/** `X-Amz-Target` prefixes, for requests that are not signed: they are refused, but as their service would, and logged. */
const TARGETS: Readonly<Record<string, string>> = {
  AmazonSQS: "sqs",
  AWSEvents: "events",
  DynamoDB_20120810: "dynamodb",
  GraniteServiceVersion20100801: "monitoring",
  Logs_20140328: "logs",
};

/** API versions of the query protocol, for requests that are not signed. */
const VERSIONS: Readonly<Record<string, string>> = { "2010-05-15": "cloudformation", "2011-06-15": "sts" };

/**
 * Determines the service that a request is for: by the credential scope of its signature (header or presigned query:
 * `<key>/<date>/<region>/<service>/aws4_request`), else by `X-Amz-Target`, the query protocol's `Version`, or Lambda's dated paths.
 * `undefined` for a request that no AWS client would send.
 */
export function addressee(
  headers: IncomingHttpHeaders,
  path: string,
  query: URLSearchParams,
): Addressee | undefined {
  const claim = claimOf(headers, query);
  if (claim === undefined || "incomplete" in claim) return byContent(headers, path, query);
  return { service: claim.service, region: claim.region };
}

/** The protocol of a request whose service is not known: good enough for its client to read the refusal. */
export function protocolOf(
  headers: IncomingHttpHeaders,
  path: string,
  query: URLSearchParams,
): AwsService["protocol"] {
  if (headers["x-amz-target"] !== undefined) return "json";
  if (headers["content-type"]?.startsWith(FORM) || query.has("Action")) return "query";
  return isBucket(path) ? "rest-xml" : "rest-json";
}

/** Whether a path may be S3's: other services begin it with a date, a capital letter, or a fixed word. */
function isBucket(path: string): boolean {
  return /^\/[a-z0-9]/.test(path) && !/^\/(20\d\d-\d\d-\d\d|schedules|schedule-groups|tags)(\/|$)/.test(path);
}

function byContent(
  headers: IncomingHttpHeaders,
  path: string,
  query: URLSearchParams,
): Addressee | undefined {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return named(property(TARGETS, target.split(".")[0] ?? ""));
  if (query.has("Action")) return named(property(VERSIONS, query.get("Version") ?? ""));
  if (/^\/20\d\d-\d\d-\d\d\//.test(path)) return named("lambda");
  return undefined;
}

function named(service: string | undefined): Addressee | undefined {
  return service === undefined ? undefined : { service, region: DEFAULT_REGION };
}
