import { setTimeout as delay } from "node:timers/promises";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { FerryError } from "../../error";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { translate } from "../client/failure";
import { idempotent } from "../client/idempotent";

/** Attributes by name, each as the API has it. */
type Item = Readonly<Record<string, unknown>>;

/** How often what DynamoDB left unprocessed is sent again. */
const ATTEMPTS = 10;
/** A new table may exist before it takes items: CloudFormation does not wait for it in EXPRESS mode. Attempts and pause in ms. */
const CREATING = { attempts: 240, pause: 500 };
/** Back-off in milliseconds, random up to a limit that doubles. */
const FIRST_SPAN = 50;
const LONGEST_SPAN = 2_000;

/** The parts of DynamoDB that the deployer uses. Puts set a whole item, so they can be repeated. */
export class Tables {
  readonly #client: DynamoDBClient;
  readonly #signal: AbortSignal;

  /** @param signal ends waiting for a table, and between attempts */
  constructor(connection: Connection, calls: CallCounter, signal: AbortSignal) {
    this.#client = new DynamoDBClient(clientOptions(connection));
    this.#signal = signal;
    calls.watch(this.#client, "DynamoDB");
  }

  /** Puts items of one batch, at most 25, whatever was there under their keys. */
  async put(table: string, items: readonly Item[]): Promise<void> {
    let left = items.map((item): WriteRequest => ({ PutRequest: { Item: values(item) } }));
    for (let attempt = 1; left.length > 0; attempt++) {
      const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
      const { UnprocessedItems } = await this.#write("BatchWriteItem", () => this.#client.send(command));
      left = UnprocessedItems?.[table] ?? [];
      if (left.length === 0) return;
      if (attempt === ATTEMPTS) {
        throw new FerryError("AwsFailed", `DynamoDB did not take ${left.length} items of ${table}`, {
          next: "run the same command again: it writes what is missing",
        });
      }
      const span = Math.min(LONGEST_SPAN, FIRST_SPAN * 2 ** attempt);
      await delay(Math.random() * span, undefined, { signal: this.#signal });
    }
  }

  /** Puts an item unless there is one under its key. */
  async putNew(table: string, item: Item, partitionKey: string): Promise<void> {
    const command = new PutItemCommand({
      TableName: table,
      Item: values(item),
      ConditionExpression: "attribute_not_exists(#key)",
      ExpressionAttributeNames: { "#key": partitionKey },
    });
    await this.#write("PutItem", async () => {
      try {
        await this.#client.send(command);
      } catch (error) {
        if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      }
    });
  }

  async #write<T>(operation: string, send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await idempotent(send);
      } catch (error) {
        const creating = (error as Error).name === "ResourceNotFoundException";
        if (!creating || attempt === CREATING.attempts) throw translate(error, `DynamoDB.${operation}`);
        await delay(CREATING.pause, undefined, { signal: this.#signal });
      }
    }
  }
}

function values(item: Item): Record<string, AttributeValue> {
  return item as Record<string, AttributeValue>;
}
