import type {
  APIGatewayProxyEventV2,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  SNSEvent,
  SQSEvent,
} from "aws-lambda";

/** An event of AWS by the trigger that it came from. ARNs are those of the trigger. */
export type Route =
  /** API Gateway's HTTP API with payload format 2.0, or a function URL: they have one shape. */
  | { readonly kind: "http"; readonly event: APIGatewayProxyEventV2 }
  /** A rule of EventBridge. */
  | { readonly kind: "event"; readonly event: EventBridgeEvent<string, unknown> }
  /** EventBridge Scheduler with its default input, or a rule with a schedule. */
  | {
      readonly kind: "schedule";
      readonly arn: string;
      readonly event: EventBridgeEvent<"Scheduled Event", unknown>;
    }
  | { readonly kind: "queue"; readonly arn: string; readonly event: SQSEvent }
  | { readonly kind: "topic"; readonly arn: string; readonly event: SNSEvent }
  | { readonly kind: "stream"; readonly arn: string; readonly event: DynamoDBStreamEvent }
  | { readonly kind: "unknown"; readonly shape: string };

type Members = Readonly<Record<string, unknown>>;

/**
 * Which trigger an event came from, by its shape: each is told by members that no other has
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html). It looks at the event and reads no more than it must.
 */
export function routeOf(event: unknown): Route {
  if (!isObject(event)) return unknown(event);
  return batch(event) ?? http(event) ?? bridged(event) ?? unknown(event);
}

/** All records of a batch come from one source. */
function batch(event: Members): Route | undefined {
  const { Records: records } = event;
  if (!Array.isArray(records) || records.length === 0) return undefined;
  const queue = common(records, (record) => record.eventSource === "aws:sqs" && record.eventSourceARN);
  if (queue && records.every(isMessage))
    return { kind: "queue", arn: queue, event: event as unknown as SQSEvent };
  const stream = common(records, (record) => record.eventSource === "aws:dynamodb" && record.eventSourceARN);
  if (stream && records.every(isChange))
    return { kind: "stream", arn: stream, event: event as unknown as DynamoDBStreamEvent };
  const topic = common(
    records,
    ({ EventSource, Sns }) => EventSource === "aws:sns" && isObject(Sns) && Sns.TopicArn,
  );
  if (topic && records.every(isNotification))
    return { kind: "topic", arn: topic, event: event as unknown as SNSEvent };
  return undefined;
}

function isMessage(record: Members): boolean {
  return typeof record.messageId === "string" && typeof record.body === "string";
}

function isChange(record: Members): boolean {
  return isObject(record.dynamodb) && typeof record.dynamodb.SequenceNumber === "string";
}

function isNotification(record: Members): boolean {
  return isObject(record.Sns) && typeof record.Sns.Message === "string";
}

/** The text that all records have, if they do. */
function common(records: readonly unknown[], of: (record: Members) => unknown): string | undefined {
  const values = new Set(records.map((record) => (isObject(record) ? of(record) : undefined)));
  const [value] = values;
  return values.size === 1 && typeof value === "string" ? value : undefined;
}

function http(event: Members): Route | undefined {
  const { version, rawPath, rawQueryString, headers, requestContext } = event;
  const isRequest =
    version === "2.0" &&
    typeof rawPath === "string" &&
    typeof rawQueryString === "string" &&
    isObject(headers) &&
    isObject(requestContext) &&
    isObject(requestContext.http) &&
    typeof requestContext.http.method === "string";
  return isRequest ? { kind: "http", event: event as unknown as APIGatewayProxyEventV2 } : undefined;
}

function bridged(event: Members): Route | undefined {
  const { id, source, "detail-type": type, resources } = event;
  if (
    typeof id !== "string" ||
    typeof source !== "string" ||
    typeof type !== "string" ||
    !("detail" in event)
  )
    return undefined;
  if (type === "Scheduled Event" && (source === "aws.scheduler" || source === "aws.events")) {
    const [arn] = Array.isArray(resources) ? resources : [];
    return typeof arn === "string"
      ? { kind: "schedule", arn, event: event as unknown as EventBridgeEvent<"Scheduled Event", unknown> }
      : undefined;
  }
  return { kind: "event", event: event as unknown as EventBridgeEvent<string, unknown> };
}

function unknown(event: unknown): Route {
  return { kind: "unknown", shape: shapeOf(event) };
}

const MAX_KEYS = 20;
const MAX_KEY_LENGTH = 40;

/** What can be said of an event without saying what is in it: its type, and the names of its members. */
function shapeOf(event: unknown): string {
  if (event === null) return "null";
  if (Array.isArray(event)) return `an array of ${event.length}`;
  if (typeof event !== "object") return typeof event;
  const keys = Object.keys(event);
  if (keys.length === 0) return "an object without members";
  const named = keys.slice(0, MAX_KEYS).map((key) => key.slice(0, MAX_KEY_LENGTH));
  const more = keys.length > MAX_KEYS ? ` and ${keys.length - MAX_KEYS} more` : "";
  return `an object with the members ${named.join(", ")}${more}`;
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
