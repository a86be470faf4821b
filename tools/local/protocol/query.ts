import type { AwsRequest } from "./service";

/** Parameters of a query-protocol request: the form of a POST, else the query string. */
export function queryParameters(request: Pick<AwsRequest, "method" | "query" | "body">): URLSearchParams {
  return request.method === "POST" ? new URLSearchParams(request.body.toString("utf8")) : request.query;
}
