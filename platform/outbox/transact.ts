import { setTimeout as sleep } from "node:timers/promises";
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";

/** A transaction that met another one on the same item is tried so many times in all. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 20;

/**
 * Does all writes or none. Unlike the SDK, it retries a transaction that conflicts with another.
 *
 * @returns whether their conditions held
 * @throws errors of DynamoDB, `TransactionCanceledException` for other reasons than a condition
 */
export async function transact(client: DynamoDBClient, TransactItems: TransactWriteItem[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
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
