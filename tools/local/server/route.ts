import type { IncomingHttpHeaders } from "node:http";
import { property } from "../protocol/property";

/** What a request says of itself before its service is known. */
export interface Addressee {
  /** Signing name, such as `lambda`. */
  readonly service: string;
  readonly region: string;
}

const DEFAULT_REGION = "us-east-1";

/** `X-Amz-Target` prefixes, for requests that are not signed. */
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
 * Tells the service that a request is for: by the credential scope of its signature (header or presigned query:
 * `<key>/<date>/<region>/<service>/aws4_request`), else by `X-Amz-Target`, the query protocol's `Version`, or Lambda's dated paths.
 * `undefined` for a request that no AWS client would send.
 */
export function addressee(
  headers: IncomingHttpHeaders,
  path: string,
  query: URLSearchParams,
): Addressee | undefined {
  return bySignature(headers, query) ?? byContent(headers, path, query);
}

/** The service of an unsigned form post, whose `Version` is in the body. */
export function addresseeOfForm(form: URLSearchParams): Addressee | undefined {
  return named(property(VERSIONS, form.get("Version") ?? ""));
}

function bySignature(headers: IncomingHttpHeaders, query: URLSearchParams): Addressee | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1] ?? query.get("X-Amz-Credential") ?? "";
  // The access key id may itself hold slashes; the scope is the last four parts.
  const [, region, service, terminator] = credential.split("/").slice(-4);
  if (terminator !== "aws4_request" || !service || !region) return undefined;
  return { service, region };
}

function byContent(
  headers: IncomingHttpHeaders,
  path: string,
  query: URLSearchParams,
): Addressee | undefined {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return named(property(TARGETS, target.split(".")[0] ?? ""));
  if (query.has("Action")) return addresseeOfForm(query);
  if (/^\/20\d\d-\d\d-\d\d\//.test(path)) return named("lambda");
  return undefined;
}

function named(service: string | undefined): Addressee | undefined {
  return service === undefined ? undefined : { service, region: DEFAULT_REGION };
}
