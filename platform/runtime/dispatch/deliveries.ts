import type { ServiceContext } from "../service-context";
import type { KeyedKind, TriggerKind } from "../trigger-kinds";
import type { Delivered } from "./delivered";
import { isObject, type Members } from "./shape";
import { streamKey, triggerKey } from "./trigger-key";

/** Handles an event and answers what Lambda expects of its trigger. Each kind has types of its own. */
export type Handle = (
  context: ServiceContext<never>,
  trigger: never,
  delivered: Delivered<never>,
) => Promise<unknown>;

/** How events of one kind are recognised. */
interface Delivery {
  /** The event's origin, or undefined if the event is of another kind. It reads no more of the event than it must. */
  readonly originOf: (event: Members) => string | undefined;
  /** The trigger's key, or undefined if the origin is not the function's own; unless given, the origin is the key. */
  readonly keyOf?: (origin: string, functionName: string) => string | undefined;
  /** The object whose members `correlationId` and `traceparent` say what caused the event. */
  readonly causeIn?: (event: Members) => unknown;
}

/** How events of a kind with keys are handled, too. */
interface KeyedDelivery extends Delivery {
  /** Imports the handler's module when it is first needed, so that the code of other kinds is not evaluated. */
  readonly load: () => Promise<Handle>;
}

/**
 * How events of each kind are recognised and handled. Each is recognised by members that no other kind has
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html).
 */
export const DELIVERIES: { readonly http: Delivery } & { readonly [Kind in KeyedKind]: KeyedDelivery } = {
  // API Gateway's HTTP API with payload format 2.0, or a function URL: they have one shape.
  http: {
    originOf: ({ version, rawPath, rawQueryString, headers, requestContext }) =>
      version === "2.0" &&
      typeof rawPath === "string" &&
      typeof rawQueryString === "string" &&
      isObject(headers) &&
      isObject(requestContext) &&
      isObject(requestContext.http) &&
      typeof requestContext.http.method === "string"
        ? "http"
        : undefined,
    causeIn: ({ headers }) => {
      const { "x-correlation-id": correlationId, traceparent } = headers as Members;
      return { correlationId, traceparent };
    },
  },
  // A rule of EventBridge.
  event: {
    originOf: (event) => (isScheduled(event) ? undefined : typeOf(event)),
    causeIn: ({ detail }) => detail,
    load: async () => (await import("./handle-event")).handleEvent,
  },
  queue: {
    originOf: (event) =>
      common(
        event,
        ({ eventSource, eventSourceARN, messageId, body }) =>
          eventSource === "aws:sqs" &&
          typeof messageId === "string" &&
          typeof body === "string" &&
          eventSourceARN,
      ),
    keyOf: triggerKey,
    load: async () => (await import("./handle-queue")).handleQueue,
  },
  // EventBridge Scheduler with its default input, or a rule with a schedule.
  schedule: {
    originOf: (event) => {
      const [arn] = isScheduled(event) && Array.isArray(event.resources) ? event.resources : [];
      return typeof arn === "string" ? arn : undefined;
    },
    keyOf: triggerKey,
    load: async () => (await import("./handle-schedule")).handleSchedule,
  },
  stream: {
    originOf: (event) =>
      common(
        event,
        ({ eventSource, eventSourceARN, dynamodb }) =>
          eventSource === "aws:dynamodb" &&
          isObject(dynamodb) &&
          typeof dynamodb.SequenceNumber === "string" &&
          eventSourceARN,
      ),
    keyOf: (arn) => streamKey(arn, process.env.FERRY_STREAMS),
    load: async () => (await import("./handle-stream")).handleStream,
  },
  topic: {
    originOf: (event) =>
      common(
        event,
        ({ EventSource, Sns }) =>
          EventSource === "aws:sns" && isObject(Sns) && typeof Sns.Message === "string" && Sns.TopicArn,
      ),
    keyOf: triggerKey,
    load: async () => (await import("./handle-topic")).handleTopic,
  },
};

/** The kind and origin of an event, or undefined if it has the shape of no kind. */
export function recognize(
  event: unknown,
): { readonly kind: TriggerKind; readonly origin: string } | undefined {
  if (!isObject(event)) return undefined;
  for (const [kind, { originOf }] of Object.entries(DELIVERIES)) {
    const origin = originOf(event);
    if (origin !== undefined) return { kind: kind as TriggerKind, origin };
  }
  return undefined;
}

/** The text that all records of a batch give, if they do: they come from one source. */
function common({ Records: records }: Members, of: (record: Members) => unknown): string | undefined {
  if (!Array.isArray(records) || !isObject(records[0])) return undefined;
  const value = of(records[0]);
  const isCommon = records.every((record) => isObject(record) && of(record) === value);
  return typeof value === "string" && isCommon ? value : undefined;
}

/** The type of an event of EventBridge. */
function typeOf(event: Members): string | undefined {
  const { id, source, "detail-type": type } = event;
  const isEvent = typeof id === "string" && typeof source === "string" && "detail" in event;
  return isEvent && typeof type === "string" ? type : undefined;
}

function isScheduled(event: Members): boolean {
  const { source } = event;
  return typeOf(event) === "Scheduled Event" && (source === "aws.scheduler" || source === "aws.events");
}
