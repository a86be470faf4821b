import { z } from "zod";
import { AwsError } from "../protocol/error";
import type { Engine } from "./engine";
import { parse, tableOf } from "./operation";
import { invalid } from "./table-settings";
import type { AttributeDefinition, IndexRecord, Item, TableRecord } from "./table-store";

/** A step of UpdateTable that makes or drops a global secondary index; dynalite ignores both. */
export interface IndexChange {
  readonly Create?: unknown;
  readonly Delete?: unknown;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_INDEXES = 20;

const IndexName = z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/);
const DeleteInput = z.strictObject({ IndexName });
const Capacity = z.number().min(1);
const CreateInput = z.strictObject({
  IndexName,
  KeySchema: z
    .array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }))
    .min(1)
    .max(2)
    .refine(
      ([hash, range]) => hash?.KeyType === "HASH" && range?.KeyType !== "HASH",
      "must be HASH, then RANGE",
    ),
  Projection: z.strictObject({
    ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
    NonKeyAttributes: z.array(z.string()).min(1).optional(),
  }),
  ProvisionedThroughput: z
    .strictObject({ ReadCapacityUnits: Capacity, WriteCapacityUnits: Capacity })
    .optional(),
});

/**
 * Makes or drops an index, within a transaction of the caller's: as at AWS one at a time. A new index is filled before this returns.
 * @param definitions the table's attributes after the change
 */
export function changeIndexes(
  engine: Engine,
  tableName: string,
  changes: readonly IndexChange[],
  definitions: readonly AttributeDefinition[] | undefined,
  region: string,
): void {
  const [change, ...more] = changes;
  if (change === undefined) return;
  if (more.length > 0) {
    throw new AwsError(
      "LimitExceededException",
      400,
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  const table = tableOf(engine, tableName, region) as TableRecord;
  if (table.TableStatus !== "ACTIVE") {
    throw new AwsError(
      "ResourceInUseException",
      400,
      `Attempt to change a resource which is still in use: ${tableName}`,
    );
  }
  if (change.Create != null) createIndex(engine, table, change.Create, definitions);
  else if (change.Delete != null) dropIndex(engine, table, change.Delete, definitions);
  else
    throw invalid(
      "One or more parameter values were invalid: an index update must be Create, Update or Delete",
    );
}

function createIndex(
  engine: Engine,
  table: TableRecord,
  input: object,
  definitions: readonly AttributeDefinition[] | undefined,
): void {
  const { ProvisionedThroughput, ...given } = parse(CreateInput, input);
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table;
  if (
    [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].some((index) => index.IndexName === given.IndexName)
  ) {
    throw invalid(`Attempting to create an index which already exists: ${given.IndexName}`);
  }
  if (GlobalSecondaryIndexes.length >= MAX_INDEXES) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_INDEXES}`);
  }
  const index: IndexRecord = {
    ...given,
    IndexArn: `${table.TableArn}/index/${given.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: {
      ReadCapacityUnits: ProvisionedThroughput?.ReadCapacityUnits ?? 0,
      WriteCapacityUnits: ProvisionedThroughput?.WriteCapacityUnits ?? 0,
      NumberOfDecreasesToday: 0,
    },
  };
  const changed = withIndexes(table, [...GlobalSecondaryIndexes, index], definitions);
  engine.putTable(changed);
  engine.fillIndex(changed, index, (item) => hasKeys(item, index, changed.AttributeDefinitions));
}

function dropIndex(
  engine: Engine,
  table: TableRecord,
  input: object,
  definitions: readonly AttributeDefinition[] | undefined,
): void {
  const { IndexName: name } = parse(DeleteInput, input);
  const { GlobalSecondaryIndexes = [] } = table;
  if (!GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === name)) {
    throw new AwsError(
      "ResourceNotFoundException",
      400,
      `Requested resource not found: Index: ${name} not found`,
    );
  }
  const left = GlobalSecondaryIndexes.filter(({ IndexName }) => IndexName !== name);
  engine.putTable(withIndexes(table, left, definitions));
  engine.dropIndex(table.TableName, name);
}

/** The table with other indexes, and with exactly the attribute definitions that its keys use. */
function withIndexes(
  table: TableRecord,
  indexes: readonly IndexRecord[],
  definitions: readonly AttributeDefinition[] = [],
): TableRecord {
  const { GlobalSecondaryIndexes: _, ...rest } = table;
  const types = new Map(
    [...definitions, ...table.AttributeDefinitions].map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType,
    ]),
  );
  const schemas = [table, ...(table.LocalSecondaryIndexes ?? []), ...indexes].map(
    ({ KeySchema }) => KeySchema,
  );
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  const AttributeDefinitions = [...used].map((AttributeName) => {
    const AttributeType = types.get(AttributeName);
    if (AttributeType !== undefined) return { AttributeName, AttributeType };
    throw invalid(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions: ${AttributeName}`,
    );
  });
  return {
    ...rest,
    AttributeDefinitions,
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: [...indexes] }),
  };
}

/** An index holds the items that have its keys, with the types that these are to have. */
function hasKeys(item: Item, index: IndexRecord, definitions: readonly AttributeDefinition[]): boolean {
  return index.KeySchema.every(({ AttributeName }) => {
    const type = definitions.find((definition) => definition.AttributeName === AttributeName)?.AttributeType;
    const value = item[AttributeName];
    return type !== undefined && value !== undefined && type in value;
  });
}
