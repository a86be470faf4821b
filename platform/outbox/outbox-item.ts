import type { AttributeValue, QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { Event } from "../events/define-event";
import { EventTooLargeError } from "../events/event-too-large-error";

/**
 * The partition of a table that holds events to be published. All of them share it, and it bears 1,000 writes a second: 500 events
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html).
 */
const OUTBOX = "OUTBOX";

/**
 * DynamoDB takes items of up to 400 KB, with their keys
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
export const MAX_EVENT_BYTES = 399 * 1024;

/** An event that was kept so long ago is left over: the invocation that kept it has had its time to publish it. */
const LEFT_AFTER_MS = 10_000;

/** Key of an event: by time, so that the oldest is the first. */
export function outboxKey({ time, id }: Event): Record<string, AttributeValue> {
  return { pk: { S: OUTBOX }, sk: { S: `${time}#${id}` } };
}

/**
 * The item that keeps an event.
 *
 * @throws EventTooLargeError
 */
export function outboxItem(event: Event): Record<string, AttributeValue> {
  const json = JSON.stringify(event);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_EVENT_BYTES) throw new EventTooLargeError(event, bytes, MAX_EVENT_BYTES);
  return { ...outboxKey(event), event: { S: json } };
}

/** The event in an item. */
export function eventOf({ event }: Record<string, AttributeValue>): Event {
  return JSON.parse(event?.S ?? "");
}

/** The query for all events that were left. */
export function leftQuery(TableName: string, now: Date): QueryCommandInput {
  const until = new Date(now.getTime() - LEFT_AFTER_MS).toISOString();
  return {
    TableName,
    KeyConditionExpression: "pk = :outbox AND sk < :until",
    ExpressionAttributeValues: { ":outbox": { S: OUTBOX }, ":until": { S: until } },
    ConsistentRead: true,
  };
}
