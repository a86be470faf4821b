import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { AwsError } from "../protocol/error";
import type { Engine } from "./engine";
import { write } from "./item-operations";
import { type Operation, parse } from "./operation";
import { invalid } from "./table-settings";
import type { Item, TableRecord } from "./table-store";

const MAX_ITEMS = 100;

/** The parameters within are those of the operation of the same kind, and checked by it. */
const Action = z.looseObject({ TableName: z.string() });
const Key = z.record(z.string(), z.record(z.string(), z.unknown()));
const Keyed = z.looseObject({ TableName: z.string(), Key });
const TransactItem = z
  .strictObject({
    Put: Action.extend({ Item: Key }).optional(),
    Update: Keyed.optional(),
    Delete: Keyed.optional(),
    ConditionCheck: Keyed.extend({ ConditionExpression: z.string() }).optional(),
  })
  .refine((item) => Object.keys(item).length === 1, "must be one of Put, Update, Delete, ConditionCheck");

const WriteInput = z.strictObject({
  TransactItems: z.array(TransactItem).min(1).max(MAX_ITEMS),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnConsumedCapacity: z.literal("NONE").optional(),
  ReturnItemCollectionMetrics: z.literal("NONE").optional(),
});

type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: unknown };

const TOKEN_LIFE_MS = 10 * 60 * 1000;

/** Recent transactions by their token: repeated, they change nothing. */
const done = new WeakMap<Engine, Map<string, { readonly input: object; readonly at: number }>>();

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const transactWriteItems: Operation = (engine, input, region) => {
  const { TransactItems, ClientRequestToken } = parse(WriteInput, input);
  if (ClientRequestToken !== undefined && alreadyDone(engine, ClientRequestToken, input)) return {};
  engine.database.transaction(() => {
    refuseSameItemTwice(engine, TransactItems, region);
    const reasons = TransactItems.map((item): Reason => attempt(engine, item, region));
    if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
  });
  if (ClientRequestToken !== undefined) tokens(engine).set(ClientRequestToken, { input, at: Date.now() });
  return {};
};

export const TRANSACTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  TransactWriteItems: transactWriteItems,
};

/** One write of a transaction; a failed condition is a reason to cancel it, any other error fails it at once. */
function attempt(engine: Engine, item: z.infer<typeof TransactItem>, region: string): Reason {
  try {
    if (item.Put) write(engine, "PutItem", item.Put, region);
    if (item.Update) write(engine, "UpdateItem", item.Update, region);
    if (item.Delete) write(engine, "DeleteItem", item.Delete, region);
    if (item.ConditionCheck) {
      const { ConditionCheck } = item;
      // The condition of a delete that is rolled back.
      engine.database.attempt(() => write(engine, "DeleteItem", ConditionCheck, region));
    }
    return { Code: "None" };
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ConditionalCheckFailedException") throw error;
    return { Code: "ConditionalCheckFailed", Message: error.message, ...error.members };
  }
}

function cancelled(CancellationReasons: readonly Reason[]): AwsError {
  const codes = CancellationReasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    400,
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons },
  );
}

function refuseSameItemTwice(
  engine: Engine,
  items: readonly z.infer<typeof TransactItem>[],
  region: string,
): void {
  const seen: { table: string; key: Item }[] = [];
  for (const { Put, Update, Delete, ConditionCheck } of items) {
    const target = Put ?? Update ?? Delete ?? ConditionCheck;
    if (target === undefined) continue;
    const { TableName: table } = target;
    const { Table } = engine.executeNow("DescribeTable", { TableName: table }, region) as {
      Table: TableRecord;
    };
    const attributes = (Put?.Item ?? (target as { Key: Item }).Key) as Item;
    const key = Object.fromEntries(
      Table.KeySchema.map(({ AttributeName }) => [AttributeName, attributes[AttributeName] ?? {}]),
    );
    if (seen.some((other) => other.table === table && isDeepStrictEqual(other.key, key))) {
      throw invalid("Transaction request cannot include multiple operations on one item");
    }
    seen.push({ table, key });
  }
}

function alreadyDone(engine: Engine, token: string, input: object): boolean {
  const known = tokens(engine).get(token);
  if (known === undefined) return false;
  if (isDeepStrictEqual(known.input, input)) return true;
  throw new AwsError(
    "IdempotentParameterMismatchException",
    400,
    "The request uses the same client token as a previous, but non-identical request",
  );
}

function tokens(engine: Engine): Map<string, { readonly input: object; readonly at: number }> {
  const known = done.get(engine) ?? new Map();
  done.set(engine, known);
  for (const [token, { at }] of known) if (Date.now() - at > TOKEN_LIFE_MS) known.delete(token);
  return known;
}
