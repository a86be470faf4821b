import { AwsError } from "../protocol/error";
import type { Engine } from "./engine";
import type { Operation } from "./operation";
import { invalid } from "./table-settings";
import type { Item, TableRecord } from "./table-store";

interface Write {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/**
 * Runs a write within a transaction, with what dynalite leaves out: the item in the error of a failed condition.
 * @throws AwsError
 */
export function write(engine: Engine, operation: string, input: object, region: string): object {
  const { ReturnValuesOnConditionCheckFailure: wanted = "NONE", ...rest } = input as Write;
  if (wanted !== "NONE" && wanted !== "ALL_OLD") {
    throw invalid(`ReturnValuesOnConditionCheckFailure must be NONE or ALL_OLD, not "${wanted}"`);
  }
  try {
    return engine.executeNow(operation, rest, region);
  } catch (error) {
    const failed = error instanceof AwsError && error.code === "ConditionalCheckFailedException";
    if (!failed || wanted === "NONE") throw error;
    const Key = rest.Key ?? keyOf(engine, rest, region);
    const { Item } = engine.executeNow("GetItem", { TableName: rest.TableName, Key }, region) as {
      Item?: Item;
    };
    throw Item === undefined ? error : new AwsError(error.code, error.status, error.message, { Item });
  }
}

function keyOf(engine: Engine, { TableName, Item = {} }: Write, region: string): object {
  const { Table } = engine.executeNow("DescribeTable", { TableName }, region) as { Table: TableRecord };
  return Object.fromEntries(Table.KeySchema.map(({ AttributeName }) => [AttributeName, Item[AttributeName]]));
}

function writer(operation: string): Operation {
  return (engine, input, region) =>
    engine.database.transaction(() => write(engine, operation, input, region));
}

export const ITEM_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutItem: writer("PutItem"),
  UpdateItem: writer("UpdateItem"),
  DeleteItem: writer("DeleteItem"),
};
