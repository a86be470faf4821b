import type { AwsRequest, AwsService } from "../protocol/service";
import { claimOf } from "../signature/claim";

/** What is known of a request before its service is. */
export interface Addressee {
  /** Signing name, such as `lambda`. */
  readonly service: string;
  readonly region: string;
}

const FORM = "application/x-www-form-urlencoded";

/**
 * Determines the service that a request is for: by the credential scope of its signature (header or presigned query:
 * `<key>/<date>/<region>/<service>/aws4_request`), else by what services recognize of unsigned requests. `undefined` for a
 * request that no AWS client would send.
 */
export function addressee(request: AwsRequest, services: Iterable<AwsService>): Addressee | undefined {
  const claim = claimOf(request.headers, request.query);
  if (claim !== undefined && !("incomplete" in claim))
    return { service: claim.service, region: claim.region };
  for (const service of services) {
    if (service.isMeant?.(request)) return { service: service.signingName, region: request.region };
  }
  return undefined;
}

/** The protocol of a request whose service is not known: good enough for its client to read the refusal. */
export function protocolOf({ headers, path, query }: AwsRequest): AwsService["protocol"] {
  if (headers["x-amz-target"] !== undefined) return "json";
  if (headers["content-type"]?.startsWith(FORM) || query.has("Action")) return "query";
  // A path may be a bucket of S3's where no other service knows it.
  return /^\/[a-z0-9]/.test(path) ? "rest-xml" : "rest-json";
}
