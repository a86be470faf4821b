import { queryParameters } from "../protocol/query";
import type { AwsRequest, AwsService } from "../protocol/service";

/** Name of the operation that a request asks for, for the request log; the method where it is not known. */
export function operationName(service: AwsService, request: AwsRequest): string {
  return (service.operation?.(request) ?? fromRequest(service.protocol, request)).slice(0, 64);
}

function fromRequest(protocol: AwsService["protocol"], request: AwsRequest): string {
  if (protocol === "json") return request.headers["x-amz-target"]?.split(".").pop() ?? request.method;
  if (protocol === "query") return queryParameters(request).get("Action") ?? request.method;
  return request.method;
}
