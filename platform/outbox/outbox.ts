import { setTimeout as sleep } from "node:timers/promises";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { Event } from "../events/define-event";
import { keptBefore, OUTBOX, outboxItem, outboxKey } from "./outbox-item";

/** One write of a transaction. */
export type TransactWrite = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** A transaction that met another one on the same item is tried so many times in all. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 20;

/** What an outbox needs besides its table. */
export interface OutboxOptions {
  /** Publishes events, or throws. */
  readonly publish: (events: readonly Event[]) => Promise<void>;
  /** Told of an event that could not be published at once; the sweep will do it. */
  readonly onDelay: (event: Event, error: unknown) => void;
}

/**
 * A transactional outbox: an event is kept in the table by the transaction that changes the table, so that it is published if and
 * only if the change was made, whatever fails in between. It is published at least once, right after the transaction or else by the
 * sweep; readers tell repetitions by the event's id.
 */
export class Outbox {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
    private readonly options: OutboxOptions,
  ) {}

  /**
   * Does a write and keeps the event, both or neither, then publishes the event. If only the publishing fails, that is no error.
   *
   * @returns whether the write's condition held; if not, nothing was written or published
   * @throws errors of DynamoDB, `TransactionCanceledException` if other transactions were in the way until the last attempt
   */
  async commit(write: TransactWrite, event: Event): Promise<boolean> {
    const keep = { Put: { TableName: this.tableName, Item: outboxItem(event) } };
    if (!(await this.transact([write, keep]))) return false;
    try {
      await this.release([event]);
    } catch (error) {
      this.options.onDelay(event, error);
    }
    return true;
  }

  /**
   * Publishes events that were kept and not published, oldest first.
   *
   * @param keptFor only those that were kept for so long, in milliseconds: the others are being published by who kept them
   * @param limit at most so many
   * @returns how many it published
   */
  async sweep(now: Date, { keptFor = 10_000, limit = 100 } = {}): Promise<number> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: "pk = :outbox AND sk < :before",
        ExpressionAttributeValues: { ":outbox": OUTBOX, ":before": keptBefore(now.getTime() - keptFor) },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    await this.release(Items.map(({ event }) => event as Event));
    return Items.length;
  }

  /** Publishes events and, only then, forgets them. */
  private async release(events: readonly Event[]): Promise<void> {
    await this.options.publish(events);
    for (const event of events)
      await this.client.send(new DeleteCommand({ TableName: this.tableName, Key: outboxKey(event) }));
  }

  private async transact(TransactItems: TransactWrite[]): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.client.send(new TransactWriteCommand({ TransactItems }));
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
        if (codes.includes("ConditionalCheckFailed")) return false;
        if (!codes.includes("TransactionConflict") || attempt === ATTEMPTS) throw error;
      }
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * Math.random());
    }
  }
}
