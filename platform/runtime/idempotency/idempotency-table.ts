import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

// Made once per execution environment, so that warm invocations reuse its connections.
const client = new DynamoDBClient();

/** An attempt at handling a delivery. Times are in milliseconds since 1970. */
export interface Attempt {
  /** Distinguishes this attempt from others at the same delivery. */
  readonly attempt: string;
  readonly now: number;
  /** The attempt cannot be running any more at this time. */
  readonly leaseExpiresAt: number;
  readonly keepSeconds: number;
}

/**
 * Records of what was handled, in a table of the service with the keys `pk` and `sk`:
 *
 * | attribute        | holds                                                                   |
 * |------------------|-------------------------------------------------------------------------|
 * | `pk`             | `IDEMPOTENCY#<trigger>#<id of the delivery>`                            |
 * | `sk`             | `IDEMPOTENCY`                                                           |
 * | `attempt`        | who handles it now; not there when it is handled                        |
 * | `leaseExpiresAt` | when that attempt must have ended, in ms; not there when it is handled  |
 * | `expiresAt`      | when DynamoDB may delete the record, in s: the table's time to live     |
 */
export class IdempotencyTable {
  constructor(private readonly tableName: string) {}

  /** Records the attempt, unless the delivery is handled (`done`) or being handled (`running`). */
  async begin(
    key: string,
    { attempt, now, leaseExpiresAt, keepSeconds }: Attempt,
  ): Promise<"begun" | "done" | "running"> {
    try {
      await this.put(key, { attempt: { S: attempt }, leaseExpiresAt: { N: String(leaseExpiresAt) } }, now, {
        // DynamoDB deletes what has expired within days, so an expired record counts as none.
        condition: "attribute_not_exists(pk) OR leaseExpiresAt < :now OR expiresAt < :seconds",
        values: { ":now": { N: String(now) }, ":seconds": { N: String(Math.floor(now / 1000)) } },
        keepSeconds,
      });
      return "begun";
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    const { Item } = await client.send(
      new GetItemCommand({ TableName: this.tableName, Key: keyOf(key), ConsistentRead: true }),
    );
    // Deleted by now: the other attempt has failed in the meantime.
    return Item && !Item.attempt ? "done" : "running";
  }

  /**
   * Records that the delivery is handled.
   *
   * @throws ConditionalCheckFailedException if another attempt has taken over, after this one's lease
   */
  async complete(key: string, attempt: string, keepSeconds: number): Promise<void> {
    await this.put(key, {}, Date.now(), {
      condition: "attempt = :attempt",
      values: { ":attempt": { S: attempt } },
      keepSeconds,
    });
  }

  /** Forgets the attempt, so that the next one need not wait. */
  async release(key: string, attempt: string): Promise<void> {
    await client.send(
      new DeleteItemCommand({
        TableName: this.tableName,
        Key: keyOf(key),
        ConditionExpression: "attempt = :attempt",
        ExpressionAttributeValues: { ":attempt": { S: attempt } },
      }),
    );
  }

  private async put(
    key: string,
    attributes: Record<string, AttributeValue>,
    now: number,
    options: {
      readonly condition: string;
      readonly values: Record<string, AttributeValue>;
      readonly keepSeconds: number;
    },
  ): Promise<void> {
    const expiresAt = Math.floor(now / 1000) + options.keepSeconds;
    await client.send(
      new PutItemCommand({
        TableName: this.tableName,
        Item: { ...keyOf(key), ...attributes, expiresAt: { N: String(expiresAt) } },
        ConditionExpression: options.condition,
        ExpressionAttributeValues: options.values,
      }),
    );
  }
}

function keyOf(key: string): Record<string, AttributeValue> {
  return { pk: { S: `IDEMPOTENCY#${key}` }, sk: { S: "IDEMPOTENCY" } };
}
