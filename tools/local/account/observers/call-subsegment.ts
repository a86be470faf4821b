import { newSegmentId, parseTraceHeader } from "../../protocol/trace-header";
import type { ServedRequest } from "../../server/served-request";
import type { SegmentDocument } from "../../xray/segment";

/**
 * The subsegment of a call that a function has made, as an instrumented AWS SDK in the function would send it: here the account sees every call,
 * and the SDK sends the function's trace header with each. None for calls of others, of traces that are not recorded, and for those that only
 * observe.
 */
export function callSubsegment(served: ServedRequest): SegmentDocument | undefined {
  const { service, operation, request, status, startedAt, endedAt } = served;
  const name = service.xrayName;
  const header = parseTraceHeader(request.headers["x-amzn-trace-id"]);
  if (name === undefined || header?.parent === undefined || header.sampled !== true) return undefined;
  return {
    type: "subsegment",
    id: newSegmentId(),
    trace_id: header.root,
    parent_id: header.parent,
    name,
    namespace: "aws",
    start_time: startedAt / 1000,
    end_time: endedAt / 1000,
    http: { response: { status } },
    aws: {
      operation,
      region: request.region,
      request_id: request.requestId,
      ...resource(served),
    },
    ...(status >= 400 && status < 500 && { error: true }),
    ...(status === 429 && { throttle: true }),
    ...(status >= 500 && { fault: true }),
  };
}

/** What the call is about, as far as its body says it at the top. */
function resource({ service, request: { body } }: ServedRequest): {
  table_name?: string;
  queue_url?: string;
} {
  if (service.protocol !== "json") return {};
  try {
    const { TableName, QueueUrl } = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
    return {
      ...(typeof TableName === "string" && { table_name: TableName }),
      ...(typeof QueueUrl === "string" && { queue_url: QueueUrl }),
    };
  } catch {
    return {};
  }
}
