import type { InvocationRecord } from "../../lambda/invocation/invocation-record";
import { ACCOUNT_ID } from "../../protocol/account-id";
import { newSegmentId } from "../../protocol/trace-header";
import type { TimeSpan } from "../../runtime/target";
import type { SegmentDocument, Subsegment } from "../../xray/segment";

/**
 * The segments that Lambda makes of one attempt at an event: one of the service, and below it one of the function, with what it spent its time
 * on. None where the trace is not recorded.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function invocationSegments(record: InvocationRecord): SegmentDocument[] {
  const { trace, functionName, invokedFunctionArn, requestId, startedAt, endedAt, timing, error } = record;
  if (!trace.sampled) return [];
  const fault = error !== undefined && { fault: true };
  const common = {
    trace_id: trace.root,
    name: functionName,
    ...times({ start: startedAt, end: endedAt }),
    ...fault,
  };
  const service: SegmentDocument = {
    ...common,
    id: trace.serviceSegment,
    ...(trace.parent !== undefined && { parent_id: trace.parent }),
    origin: "AWS::Lambda",
    resource_arn: invokedFunctionArn,
    http: { response: { status: timing === undefined ? 429 : 200 } },
    aws: { request_id: requestId },
    ...(timing === undefined && { error: true, throttle: true }),
    ...(trace.links.length > 0 && { links: links(record) }),
  };
  if (timing === undefined) return [service];
  const { initialization, invocation } = timing;
  const code: SegmentDocument = {
    ...common,
    ...times({ start: initialization?.start ?? invocation.start, end: endedAt }),
    id: trace.functionSegment,
    parent_id: trace.serviceSegment,
    origin: "AWS::Lambda::Function",
    resource_arn: functionArn(invokedFunctionArn),
    aws: {
      account_id: ACCOUNT_ID,
      function_arn: functionArn(invokedFunctionArn),
      resource_names: [functionName],
    },
    subsegments: [
      ...(initialization === undefined ? [] : [phase("Initialization", initialization)]),
      { ...phase("Invocation", invocation), ...fault },
      phase("Overhead", { start: invocation.end, end: endedAt }),
    ],
    ...(error && {
      cause: { exceptions: [{ id: newSegmentId(), type: error.type, message: error.message }] },
    }),
  };
  return [service, code];
}

/** As X-Ray links the trace of a batch to those of the messages in it. */
function links({ trace }: InvocationRecord): object[] {
  return trace.links.map(({ root, parent }) => ({
    trace_id: root,
    ...(parent !== undefined && { id: parent }),
    attributes: { "aws.xray.reserved.reference_type": "parent" },
  }));
}

function phase(name: string, span: TimeSpan): Subsegment {
  return { id: newSegmentId(), name, ...times(span) };
}

/** From milliseconds to X-Ray's seconds. */
function times({ start, end }: TimeSpan): { start_time: number; end_time: number } {
  return { start_time: start / 1000, end_time: end / 1000 };
}

/** Without the alias or version. */
function functionArn(invokedFunctionArn: string): string {
  return invokedFunctionArn.split(":").slice(0, 7).join(":");
}
