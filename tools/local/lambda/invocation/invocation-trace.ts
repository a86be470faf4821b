import {
  formatTraceHeader,
  newSegmentId,
  newTraceId,
  parseTraceHeader,
  type TraceHeader,
} from "../../protocol/trace-header";

/** What the caller of a function says of the trace that its event is part of. */
export interface EventTrace {
  /** In the form of `X-Amzn-Trace-Id`. */
  readonly header?: string | undefined;
  /** For a batch from a queue, the trace headers of its messages: its own trace is linked to theirs. */
  readonly linked?: readonly string[];
}

/** The trace that one run of a function is part of. */
export interface InvocationTrace {
  readonly root: string;
  /** Whether segments are to be made of it. */
  readonly sampled: boolean;
  /** Segment of the caller. */
  readonly parent?: string;
  /** Id of the segment `AWS::Lambda`, which stands for the service. */
  readonly serviceSegment: string;
  /** Id of the segment `AWS::Lambda::Function`, which stands for the code. */
  readonly functionSegment: string;
  readonly links: readonly TraceHeader[];
  /** What the function gets: its calls have its own segment for their parent. */
  readonly header: string;
}

/**
 * The trace of one run: that of the caller, else a new one. With `Active` tracing it is recorded unless the caller has decided against it; the
 * account takes every trace, where X-Ray samples. With `PassThrough` the function gets what came, and nothing is recorded.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function traceOf(event: EventTrace, tracing: "Active" | "PassThrough", now: number): InvocationTrace {
  const came = parseTraceHeader(event.header);
  const root = came?.root ?? newTraceId(now);
  const sampled = tracing === "Active" && came?.sampled !== false;
  const functionSegment = newSegmentId();
  const parent =
    tracing === "Active" ? { parent: functionSegment } : { parent: came?.parent ?? functionSegment };
  return {
    root,
    sampled,
    ...(came?.parent !== undefined && { parent: came.parent }),
    serviceSegment: newSegmentId(),
    functionSegment,
    links: (event.linked ?? []).flatMap((header) => parseTraceHeader(header) ?? []),
    header: formatTraceHeader({
      root,
      ...parent,
      sampled: tracing === "Active" ? sampled : came?.sampled === true,
    }),
  };
}
