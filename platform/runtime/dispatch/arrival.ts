import type { Context } from "aws-lambda";
import type { TriggerKind } from "../trigger-kinds";
import { causeOf } from "./cause";
import { DELIVERIES, recognize } from "./deliveries";
import type { Members } from "./shape";

/** What is known of an event before it is handled. */
export interface Arrival {
  /** Undefined if the event has the shape of no kind. */
  readonly kind?: TriggerKind;
  /** `http`, `queue:captures`, `event:orders.OrderPlaced.v1`, `schedule:sweep`, `unknown`. */
  readonly trigger: string;
  /** The trigger's key in `defineService`; for a trigger that is not this function's own, its ARN, which is no key. */
  readonly key: string;
  /** The trigger's ARN; an event's type. */
  readonly origin: string;
  /** The request's; a batch as a whole has that of the invocation, and each of its records has its own. */
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

export function arrivalOf(event: unknown, { awsRequestId, functionName }: Context): Arrival {
  const recognized = recognize(event);
  if (!recognized)
    return { trigger: "unknown", key: "unknown", origin: "unknown", correlationId: awsRequestId };
  const { kind, origin } = recognized;
  const { keyOf, causeIn } = DELIVERIES[kind];
  const key = keyOf?.(origin, functionName) ?? origin;
  return {
    kind,
    key,
    origin,
    trigger: kind === "http" ? kind : `${kind}:${key}`,
    ...causeOf(causeIn?.(event as Members), awsRequestId),
  };
}
