import {
  DeleteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Event } from "../events/define-event";
import type { ServiceContext } from "../runtime/service-context";
import { eventOf, leftQuery, outboxItem, outboxKey } from "./outbox-item";
import { transact } from "./transact";

/** An item to be put, as plain values, and the condition for it. */
export interface ConditionalPut {
  readonly Item: Readonly<Record<string, unknown>>;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}

/**
 * A transactional outbox in a service's table: an event is kept by the transaction that makes the change that it announces, so it is
 * published if and only if the change was made, whatever fails in between. It is published right after the transaction or else by the
 * sweep, which a schedule calls; now and then by both, so readers recognise repetitions by the event's id.
 *
 * @example await outbox.commit({ Item: toItem(order), ConditionExpression: "attribute_not_exists(pk)" }, event);
 */
export class Outbox {
  /** @param tableName a table with the keys `pk` and `sk` */
  constructor(
    private readonly context: Pick<ServiceContext, "publish" | "logger">,
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /**
   * Puts an item and keeps the event, both or neither, then publishes the event. That only the publishing failed is no error: the
   * change is made, and the sweep will announce it.
   *
   * @returns whether the condition held; if not, nothing was put or published
   * @throws EventTooLargeError; errors of DynamoDB, `TransactionCanceledException` if it conflicted with other transactions each time
   */
  async commit(put: ConditionalPut, event: Event): Promise<boolean> {
    const keep = { Put: { TableName: this.tableName, Item: outboxItem(event) } };
    if (!(await transact(this.client, [this.write(put), keep]))) return false;
    try {
      await this.release([event]);
    } catch (error) {
      const { type, id } = event;
      this.context.logger.warn("event not published yet; the sweep will do it", { type, id, error });
    }
    return true;
  }

  /**
   * Publishes what was not published right after its change, oldest first.
   *
   * @param now such as the time of the schedule's tick: events of the last seconds before are left to the invocation that made them
   * @returns how many events
   * @throws errors of publishing, after those before were published
   */
  async sweep(now: Date): Promise<number> {
    let published = 0;
    for await (const { Items = [] } of paginateQuery(
      { client: this.client },
      leftQuery(this.tableName, now),
    )) {
      await this.release(Items.map(eventOf));
      published += Items.length;
    }
    return published;
  }

  /** Publishes events and, only then, forgets them. */
  private async release(events: readonly Event[]): Promise<void> {
    await this.context.publish(...events);
    const forget = (event: Event) =>
      new DeleteItemCommand({ TableName: this.tableName, Key: outboxKey(event) });
    await Promise.all(events.map((event) => this.client.send(forget(event))));
  }

  private write({ Item, ExpressionAttributeValues: values, ...rest }: ConditionalPut): TransactWriteItem {
    const Put = { ...rest, TableName: this.tableName, Item: marshall(Item, { removeUndefinedValues: true }) };
    return { Put: values ? { ...Put, ExpressionAttributeValues: marshall(values) } : Put };
  }
}
