import { isDeepStrictEqual } from "node:util";
import type { CreateTableInput, TableDescription, UpdateTableInput } from "@aws-sdk/client-dynamodb";
import type { DynamoDbApi } from "../../dynamodb/api";
import { defined } from "../defined";
import { ifFound } from "../missing";
import type { ResourceProvider, Tags, UpdateRequest } from "../provider";
import { orUndo, untilSettled } from "../settle";
import { isOwn, tagChanges } from "../tag-changes";
import { indexUpdates } from "./indexes";
import { type TableProperties, tableProperties } from "./table-schema";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export function dynamoDbTable(dynamodb: DynamoDbApi): ResourceProvider<TableProperties> {
  return {
    type: "AWS::DynamoDB::Table",
    schema: tableProperties,
    attributes: ["Arn"],
    replacedBy: ["KeySchema", "LocalSecondaryIndexes", "TableName"],
    naming: { property: "TableName", maxLength: 255 },
    tags: "list",
    async create(request) {
      const { name, properties, tags } = request;
      if (request.resumed) await removeOwn(dynamodb, request);
      await dynamodb.createTable(tableOf(name, properties, tags));
      const finish = async (): Promise<TableDescription> => {
        const table = await settled(dynamodb, name);
        await applyTimeToLive(dynamodb, name, properties, {});
        await applyBackups(dynamodb, name, properties, {});
        return table;
      };
      const { TableArn = "" } = await orUndo(finish, () => remove(dynamodb, name));
      return { physicalId: name, attributes: { Arn: TableArn } };
    },
    async update(request) {
      const { physicalId: name, properties, previous } = request;
      const table = await settled(dynamodb, name);
      const { TableArn = "" } = table;
      const changes = tableChanges(name, properties, previous, table);
      if (Object.keys(changes).length > 1) {
        await dynamodb.updateTable(changes);
        await settled(dynamodb, name);
      }
      await applyTimeToLive(dynamodb, name, properties, previous);
      await applyBackups(dynamodb, name, properties, previous);
      await applyTags(dynamodb, TableArn, request);
      return {};
    },
    async delete({ physicalId }) {
      await remove(dynamodb, physicalId);
    },
  };
}

function tableOf(name: string, properties: TableProperties, tags: Tags): CreateTableInput {
  const {
    PointInTimeRecoverySpecification: _,
    TimeToLiveSpecification: __,
    AttributeDefinitions = [],
    BillingMode = "PROVISIONED",
    Tags: ___,
    ...rest
  } = properties;
  return defined({
    ...rest,
    TableName: name,
    AttributeDefinitions,
    BillingMode,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

/** What UpdateTable is to change; what a template no longer says returns to its default. */
function tableChanges(
  name: string,
  properties: TableProperties,
  previous: TableProperties,
  table: TableDescription,
): UpdateTableInput {
  const differs = (key: keyof TableProperties): boolean => !isDeepStrictEqual(properties[key], previous[key]);
  const billing = differs("BillingMode") || differs("ProvisionedThroughput");
  const provisioned = properties.BillingMode !== "PAY_PER_REQUEST";
  const indexes = differs("GlobalSecondaryIndexes") ? indexUpdates(properties, table) : [];
  return defined({
    TableName: name,
    ...(billing
      ? {
          BillingMode: properties.BillingMode ?? "PROVISIONED",
          ProvisionedThroughput: provisioned ? properties.ProvisionedThroughput : undefined,
        }
      : {}),
    ...(differs("DeletionProtectionEnabled")
      ? { DeletionProtectionEnabled: properties.DeletionProtectionEnabled ?? false }
      : {}),
    ...(indexes.length > 0
      ? {
          AttributeDefinitions: properties.AttributeDefinitions ?? [],
          GlobalSecondaryIndexUpdates: indexes,
        }
      : {}),
  });
}

type Settings = Pick<TableProperties, "TimeToLiveSpecification" | "PointInTimeRecoverySpecification">;

async function applyTimeToLive(
  dynamodb: DynamoDbApi,
  TableName: string,
  { TimeToLiveSpecification: wanted }: Settings,
  { TimeToLiveSpecification: previous }: Settings,
): Promise<void> {
  if (isDeepStrictEqual(wanted, previous)) return;
  const { TimeToLiveDescription } = await dynamodb.describeTimeToLive({ TableName });
  const enabled = TimeToLiveDescription?.AttributeName;
  const wantedAttribute = wanted?.Enabled === true ? (wanted.AttributeName ?? "") : undefined;
  if (enabled === wantedAttribute) return;
  const set = (AttributeName: string, Enabled: boolean) =>
    dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
  // One attribute after another would be two changes, of which DynamoDB takes one in an hour.
  if (wantedAttribute !== undefined) await set(wantedAttribute, true);
  else if (enabled !== undefined) await set(enabled, false);
}

async function applyBackups(
  dynamodb: DynamoDbApi,
  TableName: string,
  { PointInTimeRecoverySpecification: wanted }: Settings,
  { PointInTimeRecoverySpecification: previous }: Settings,
): Promise<void> {
  if (isDeepStrictEqual(wanted, previous)) return;
  const PointInTimeRecoveryEnabled = wanted?.PointInTimeRecoveryEnabled ?? false;
  const days = defined({ RecoveryPeriodInDays: wanted?.RecoveryPeriodInDays });
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled, ...days };
  await dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
}

async function applyTags(
  dynamodb: DynamoDbApi,
  ResourceArn: string,
  { tags, previousTags }: UpdateRequest<TableProperties>,
): Promise<void> {
  const { set, removed } = tagChanges(previousTags, tags);
  if (removed.length > 0) await dynamodb.untagResource({ ResourceArn, TagKeys: [...removed] });
  const Tags = Object.entries(set).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await dynamodb.tagResource({ ResourceArn, Tags });
}

async function settled(dynamodb: DynamoDbApi, TableName: string): Promise<TableDescription> {
  const { Table } = await untilSettled(
    `table ${TableName}`,
    () => dynamodb.describeTable({ TableName }),
    (answer) => answer.Table?.TableStatus === "ACTIVE",
  );
  return Table ?? {};
}

/** Deletes the table, and waits until it is gone. */
async function remove(dynamodb: DynamoDbApi, TableName: string): Promise<void> {
  await ifFound(() => dynamodb.deleteTable({ TableName }));
  const ask = () => ifFound(() => dynamodb.describeTable({ TableName }));
  await untilSettled(`deletion of table ${TableName}`, ask, (answer) => answer === undefined);
}

async function removeOwn(
  dynamodb: DynamoDbApi,
  owner: { readonly name: string; readonly stackId: string; readonly logicalId: string },
): Promise<void> {
  const found = await ifFound(() => dynamodb.describeTable({ TableName: owner.name }));
  if (found === undefined) return;
  const { TableArn = "" } = await settled(dynamodb, owner.name);
  const { Tags = [] } = await dynamodb.listTagsOfResource({ ResourceArn: TableArn });
  const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value ?? ""]));
  if (isOwn(tags, owner)) await remove(dynamodb, owner.name);
}
