import { z } from "zod";
import type { Engine } from "./engine";
import { type Operation, parse, tableOf } from "./operation";
import { changeIndexes, type IndexChange } from "./table-indexes";
import { changeSettings, clearSettings, invalid, readSettings, settingsDescription } from "./table-settings";

/** Parameters that dynalite does not know and this account keeps. The rest is dynalite's to check, hence loose. */
const kept = {
  TableName: z.string(),
  DeletionProtectionEnabled: z.boolean().optional(),
};

const CreateInput = z.looseObject({
  ...kept,
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});

const UpdateInput = z.looseObject({
  ...kept,
  AttributeDefinitions: z
    .array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }))
    .optional(),
  GlobalSecondaryIndexUpdates: z.array(z.record(z.string(), z.unknown())).optional(),
});

const createTable: Operation = (engine, input, region) => {
  const { Tags = [], DeletionProtectionEnabled, ...rest } = parse(CreateInput, input);
  const name = rest.TableName;
  return engine.database.transaction(() => {
    const created = engine.executeNow("CreateTable", rest, region) as {
      TableDescription: { TableArn: string };
    };
    if (Tags.length > 0) {
      engine.executeNow("TagResource", { ResourceArn: created.TableDescription.TableArn, Tags }, region);
    }
    clearSettings(engine.database, name);
    changeSettings(engine.database, name, { deletionProtection: DeletionProtectionEnabled });
    return { TableDescription: described(engine, name, created.TableDescription) };
  });
};

const updateTable: Operation = (engine, input, region) => {
  const {
    DeletionProtectionEnabled,
    AttributeDefinitions,
    GlobalSecondaryIndexUpdates = [],
    ...rest
  } = parse(UpdateInput, input);
  const name = rest.TableName;
  return engine.database.transaction(() => {
    tableOf(engine, name, region);
    changeSettings(engine.database, name, { deletionProtection: DeletionProtectionEnabled });
    const changes = GlobalSecondaryIndexUpdates.filter((update) => update.Update == null) as IndexChange[];
    const throughputs = GlobalSecondaryIndexUpdates.filter((update) => update.Update != null);
    if (changes.length > 0) changeIndexes(engine, name, changes, AttributeDefinitions, region);
    const update = { ...rest, ...(throughputs.length > 0 && { GlobalSecondaryIndexUpdates: throughputs }) };
    if (Object.keys(update).length > 1) engine.executeNow("UpdateTable", update, region);
    return { TableDescription: described(engine, name, tableOf(engine, name, region)) };
  });
};

const deleteTable: Operation = async (engine, input, region) => {
  const name = (input as { TableName?: unknown }).TableName;
  if (typeof name === "string" && readSettings(engine.database, name).deletionProtection) {
    throw invalid(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Table: ${name}`,
    );
  }
  const deleted = await engine.execute("DeleteTable", input, region);
  clearSettings(engine.database, name as string);
  return deleted;
};

const describeTable: Operation = async (engine, input, region) => {
  const { Table } = (await engine.execute("DescribeTable", input, region)) as { Table: object };
  return { Table: described(engine, (input as { TableName: string }).TableName, Table) };
};

/** Operations on tables, with what dynalite leaves out of them. */
export const TABLE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateTable: createTable,
  UpdateTable: updateTable,
  DeleteTable: deleteTable,
  DescribeTable: describeTable,
};

function described(engine: Engine, name: string, table: object): object {
  return { ...table, ...settingsDescription(readSettings(engine.database, name)) };
}
