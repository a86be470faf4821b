import type { AwsRequest } from "./service";

/** Parameters of a query-protocol request: the form of a POST, else the query string. */
export function queryParameters(request: Pick<AwsRequest, "method" | "query" | "body">): URLSearchParams {
  return request.method === "POST" ? new URLSearchParams(request.body.toString("utf8")) : request.query;
}

/** Whether a request says in its query that it is for this version of an API: each service of the query protocol has its own. */
export function isOfVersion({ query }: AwsRequest, version: string): boolean {
  return query.has("Action") && query.get("Version") === version;
}
