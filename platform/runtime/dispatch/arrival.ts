import type { Context } from "aws-lambda";
import { CORRELATION_ID } from "../../events/envelope";
import type { Route } from "./deliveries";
import { streamKey, triggerKey } from "./trigger-key";

/** What is known of an event before it is handled. */
export interface Arrival {
  /** `http`, `queue:captures`, `event:orders.OrderPlaced.v1`, `schedule:sweep`, `unknown`. */
  readonly trigger: string;
  /** The trigger's key in `defineService`; for one that is not this function's own its ARN, which is none. */
  readonly key: string;
  /** The request's; a batch as a whole has that of the invocation, and each of its records has its own. */
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

/** @param streams `FERRY_STREAMS` */
export function arrivalOf(
  route: Route,
  { awsRequestId, functionName }: Context,
  streams: string | undefined,
): Arrival {
  const keyed = (kind: string, key: string): Arrival => ({
    trigger: `${kind}:${key}`,
    key,
    correlationId: awsRequestId,
  });
  switch (route.kind) {
    case "http": {
      const { "x-correlation-id": id, traceparent } = route.event.headers;
      return { trigger: "http", key: "http", correlationId: correlationId(id) ?? awsRequestId, traceparent };
    }
    case "event": {
      const { "detail-type": type, detail } = route.event;
      return { ...keyed("event", type), ...causeOf(detail, awsRequestId) };
    }
    case "schedule":
    case "queue":
    case "topic":
      return keyed(route.kind, triggerKey(route.arn, functionName) ?? route.arn);
    case "stream":
      return keyed("stream", streamKey(route.arn, streams) ?? route.arn);
    case "unknown":
      return { trigger: "unknown", key: "unknown", correlationId: awsRequestId };
  }
}

/** What a record carries on from whoever caused it, as far as it says so. */
export function causeOf(
  envelope: unknown,
  otherwise: string,
): { readonly correlationId: string; readonly traceparent?: string | undefined } {
  const members = (typeof envelope === "object" && envelope !== null ? envelope : {}) as Record<
    string,
    unknown
  >;
  const { traceparent } = members;
  return {
    correlationId: correlationId(members.correlationId) ?? otherwise,
    ...(typeof traceparent === "string" && { traceparent }),
  };
}

/** What comes from outside is a correlation id only if it looks like one: it goes into logs and headers. */
function correlationId(value: unknown): string | undefined {
  return typeof value === "string" && CORRELATION_ID.test(value) ? value : undefined;
}
