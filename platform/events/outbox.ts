import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { Event } from "./define-event";
import { EventTooLargeError } from "./event-too-large-error";

/**
 * DynamoDB takes items of up to 400 KB, with the names of their attributes and their keys
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
export const MAX_OUTBOX_EVENT_BYTES = 399 * 1024;

/** An event that is due so long is left over: whoever committed it has had its time to publish it. */
const LEFT_AFTER_MS = 10_000;

/** Events in a table of the service, for an outbox. */
export interface OutboxOptions {
  readonly client: Pick<DynamoDBClient, "send">;
  /** A table with the keys `pk` and `sk`. */
  readonly tableName: string;
  readonly publish: (...events: readonly Event[]) => Promise<void>;
}

/**
 * A transactional outbox: an event is written together with the change that it tells of, so that there is never one without the other.
 *
 * 1. `entry(event)` goes into the TransactWriteItems of the change.
 * 2. `publish(events)` right after the commit, which is what readers usually wait for.
 * 3. `sweep()` on a schedule publishes what a crash or a failure between the two has left.
 *
 * Events may so be published twice, and their `id` says that it is the same. Readers handle an id once.
 *
 * | attribute | holds                                             |
 * |-----------|---------------------------------------------------|
 * | `pk`      | `OUTBOX`                                          |
 * | `sk`      | `<time of the event>#<its id>`: the oldest first  |
 * | `event`   | the event as JSON                                 |
 *
 * All of a table's entries share one partition, which bears 1,000 writes a second: 500 events
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html).
 */
export class Outbox {
  constructor(private readonly options: OutboxOptions) {}

  /**
   * The write of an event, for the TransactWriteItems of the change that it tells of.
   *
   * @throws EventTooLargeError
   */
  entry(event: Event): TransactWriteItem {
    const json = JSON.stringify(event);
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_OUTBOX_EVENT_BYTES) throw new EventTooLargeError(event, bytes, MAX_OUTBOX_EVENT_BYTES);
    return { Put: { TableName: this.options.tableName, Item: { ...keyOf(event), event: { S: json } } } };
  }

  /**
   * Publishes events that are committed, and forgets them.
   *
   * @throws errors of publishing: the events are left for `sweep`
   */
  async publish(...events: readonly Event[]): Promise<void> {
    const { client, publish, tableName } = this.options;
    await publish(...events);
    await Promise.all(
      events.map((event) => client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(event) }))),
    );
  }

  /**
   * Publishes what was left, the oldest first.
   *
   * @returns how many events
   * @throws errors of publishing, after those before were published
   */
  async sweep(now = Date.now()): Promise<number> {
    let published = 0;
    for await (const events of this.left(now)) {
      await this.publish(...events);
      published += events.length;
    }
    return published;
  }

  private async *left(now: number): AsyncGenerator<readonly Event[]> {
    const { client, tableName } = this.options;
    let startKey: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: "pk = :outbox AND sk < :until",
          ExpressionAttributeValues: {
            ":outbox": { S: PARTITION },
            ":until": { S: new Date(now - LEFT_AFTER_MS).toISOString() },
          },
          ConsistentRead: true,
          ExclusiveStartKey: startKey,
        }),
      );
      if (Items.length > 0) yield Items.map(({ event }) => JSON.parse(event?.S ?? "") as Event);
      startKey = LastEvaluatedKey;
    } while (startKey);
  }
}

const PARTITION = "OUTBOX";

function keyOf({ time, id }: Event): Record<string, AttributeValue> {
  return { pk: { S: PARTITION }, sk: { S: `${time}#${id}` } };
}
