import { type Attributes, isSpanContextValid, type Span, SpanStatusCode, trace } from "@opentelemetry/api";

/**
 * Runs a piece of work as a span. Without an OpenTelemetry SDK (the Application Signals layer brings one) no span is recorded,
 * and the work just runs.
 *
 * @example await withSpan("capture payment", (span) => provider.capture(order), { "order.id": order.id });
 */
export function withSpan<T>(
  name: string,
  run: (span: Span) => Promise<T>,
  attributes: Attributes = {},
): Promise<T> {
  return trace.getTracer("ferry").startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await run(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds attributes to the span that runs now, if one is recorded. */
export function annotateSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/**
 * The trace that runs now in the form of W3C's `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header), to send
 * along: that of the active span, else X-Ray's; undefined if there is none.
 */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (span && isSpanContextValid(span)) {
    return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`;
  }
  return traceparentOf(process.env._X_AMZN_TRACE_ID ?? "");
}

/**
 * X-Ray's trace header as a `traceparent`: a trace id of X-Ray is `1-`, 8 digits of time, `-`, and 24 more digits
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
 */
export function traceparentOf(header: string): string | undefined {
  const values = new Map(header.split(";").map((part) => part.split("=", 2) as [string, string]));
  const root = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(values.get("Root") ?? "");
  const parent = values.get("Parent") ?? "";
  if (!root || !/^[0-9a-f]{16}$/.test(parent)) return undefined;
  return `00-${root[1]}${root[2]}-${parent}-${values.get("Sampled") === "1" ? "01" : "00"}`;
}
