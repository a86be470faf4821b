import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ddb from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { connection, serve } from "../testing/client.fixture";
import { DynamoDbApi } from "./api";
import { dynamoDbService } from "./service";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-dynamodb-"));
let api: DynamoDbApi;
let server: Awaited<ReturnType<typeof serve>>;
let client: ddb.DynamoDBClient;

async function open(): Promise<void> {
  api = new DynamoDbApi({ stateFolder });
  server = await serve(stateFolder, dynamoDbService(api));
  client = new ddb.DynamoDBClient(connection(server.endpoint));
}

async function close(): Promise<void> {
  client.destroy();
  await api.close();
  await server.close();
}

beforeAll(open);

afterAll(async () => {
  await close();
  rmSync(stateFolder, { recursive: true });
});

let tables = 0;

async function table(more: Partial<ddb.CreateTableCommandInput> = {}): Promise<string> {
  tables += 1;
  const TableName = `table-${tables}`;
  await client.send(
    new ddb.CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      ...more,
    }),
  );
  await ddb.waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.2 }, { TableName });
  return TableName;
}

const item = (pk: string, sk: string, more: Record<string, ddb.AttributeValue> = {}) => ({
  pk: { S: pk },
  sk: { S: sk },
  ...more,
});
const put = (
  TableName: string,
  Item: ddb.PutItemCommandInput["Item"],
  more: Partial<ddb.PutItemCommandInput> = {},
) => client.send(new ddb.PutItemCommand({ TableName, Item, ...more }));
const scan = async (TableName: string, IndexName?: string) =>
  (await client.send(new ddb.ScanCommand({ TableName, IndexName }))).Items ?? [];

describe("items", () => {
  test("are written, read, changed and queried in order", async () => {
    const TableName = await table();
    for (const sk of ["b", "a", "c", "ä"]) await put(TableName, item("p", sk, { n: { N: "1" } }));
    await client.send(
      new ddb.UpdateItemCommand({
        TableName,
        Key: item("p", "a"),
        UpdateExpression: "SET n = n + :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      }),
    );
    const page = await client.send(
      new ddb.QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: "p" } },
        Limit: 2,
        ScanIndexForward: false,
      }),
    );
    expect(page.Items?.map(({ sk }) => sk?.S)).toEqual(["ä", "c"]);
    const rest = await client.send(
      new ddb.QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: "p" } },
        ScanIndexForward: false,
        ExclusiveStartKey: page.LastEvaluatedKey,
      }),
    );
    expect(rest.Items).toEqual([item("p", "b", { n: { N: "1" } }), item("p", "a", { n: { N: "2" } })]);
  });

  test("are written on conditions, and a failed one can give the item", async () => {
    const TableName = await table();
    const ConditionExpression = "attribute_not_exists(pk)";
    await put(TableName, item("p", "a", { v: { S: "old" } }), { ConditionExpression });
    const refused = put(TableName, item("p", "a"), {
      ConditionExpression,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    await expect(refused).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      Item: item("p", "a", { v: { S: "old" } }),
    });
    const silent = put(TableName, item("p", "a"), { ConditionExpression });
    await expect(silent).rejects.toMatchObject({ name: "ConditionalCheckFailedException", Item: undefined });
  });

  test("of a table that is not there are refused as DynamoDB does", async () => {
    await expect(put("no-table", item("p", "a"))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe("tables", () => {
  test("survive a restart, with items, tags and settings", async () => {
    const TableName = await table({ Tags: [{ Key: "k", Value: "v" }], DeletionProtectionEnabled: true });
    await put(TableName, item("p", "a"));
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
    await client.send(new ddb.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(
      new ddb.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
    );
    await close();
    await open();
    const { Table } = await client.send(new ddb.DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      TableArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`,
      DeletionProtectionEnabled: true,
    });
    expect(await scan(TableName)).toEqual([item("p", "a")]);
    const { Tags } = await client.send(new ddb.ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    expect(Tags).toEqual([{ Key: "k", Value: "v" }]);
    const ttl = await client.send(new ddb.DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    const backups = await client.send(new ddb.DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: "ENABLED",
    });
  });

  test("are protected against deletion, until they are not", async () => {
    const TableName = await table({ DeletionProtectionEnabled: true });
    await put(TableName, item("p", "a"));
    const drop = () => client.send(new ddb.DeleteTableCommand({ TableName }));
    await expect(drop()).rejects.toMatchObject({ name: "ValidationException" });
    await client.send(new ddb.UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await drop();
    await ddb.waitUntilTableNotExists(
      { client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.2 },
      { TableName },
    );
    const names = (await client.send(new ddb.ListTablesCommand({}))).TableNames;
    expect(names).not.toContain(TableName);
  });

  test("that are created again are empty", async () => {
    const TableName = await table();
    await put(TableName, item("p", "a"));
    await client.send(new ddb.DeleteTableCommand({ TableName }));
    await ddb.waitUntilTableNotExists(
      { client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.2 },
      { TableName },
    );
    tables -= 1;
    expect(await table()).toBe(TableName);
    expect(await scan(TableName)).toEqual([]);
  });

  test("refuse parameters and operations that are not supported, by name", async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } as const;
    await expect(table({ StreamSpecification })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("StreamSpecification of CreateTable"),
    });
    await expect(client.send(new ddb.ListBackupsCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
  });
});

describe("global secondary indexes", () => {
  const byColour = {
    IndexName: "by-colour",
    KeySchema: [{ AttributeName: "colour", KeyType: "HASH" as const }],
    Projection: { ProjectionType: "KEYS_ONLY" as const },
  };
  const AttributeDefinitions = [{ AttributeName: "colour", AttributeType: "S" as const }];
  const create = (TableName: string) =>
    client.send(
      new ddb.UpdateTableCommand({
        TableName,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: byColour }],
      }),
    );

  test("can be added to a table with items, follow what is written, and can be dropped", async () => {
    const TableName = await table();
    await put(TableName, item("p", "a", { colour: { S: "red" }, more: { S: "x" } }));
    await put(TableName, item("p", "b", { colour: { N: "1" } }));
    await put(TableName, item("p", "c"));
    const { TableDescription } = await create(TableName);
    expect(TableDescription?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "by-colour", IndexStatus: "ACTIVE" },
    ]);
    expect(await scan(TableName, "by-colour")).toEqual([item("p", "a", { colour: { S: "red" } })]);
    await put(TableName, item("p", "c", { colour: { S: "blue" } }));
    await put(TableName, item("p", "a"));
    expect(await scan(TableName, "by-colour")).toEqual([item("p", "c", { colour: { S: "blue" } })]);

    const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName: "by-colour" } }];
    await client.send(new ddb.UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates }));
    await expect(scan(TableName, "by-colour")).rejects.toMatchObject({ name: "ValidationException" });
    const { Table } = await client.send(new ddb.DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes).toBeUndefined();
    expect(Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual(["pk", "sk"]);
  });

  test("are refused as at AWS: twice, two at once, without their attribute, or when there is none to drop", async () => {
    const TableName = await table();
    const update = (GlobalSecondaryIndexUpdates: ddb.GlobalSecondaryIndexUpdate[]) =>
      client.send(new ddb.UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates }));
    await expect(update([{ Create: byColour }])).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("colour"),
    });
    await create(TableName);
    await expect(create(TableName)).rejects.toMatchObject({ name: "ValidationException" });
    const drop = { Delete: { IndexName: "by-colour" } };
    await expect(update([drop, drop])).rejects.toMatchObject({ name: "LimitExceededException" });
    await update([drop]);
    await expect(update([drop])).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("transactions", () => {
  const absent = "attribute_not_exists(pk)";

  test("write all or nothing, and say which condition failed", async () => {
    const TableName = await table();
    await put(TableName, item("p", "taken", { v: { S: "old" } }));
    const transact = (sk: string) =>
      client.send(
        new ddb.TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: item("p", "new"), ConditionExpression: absent } },
            {
              ConditionCheck: {
                TableName,
                Key: item("p", "taken"),
                ConditionExpression: "attribute_exists(pk)",
              },
            },
            {
              Put: {
                TableName,
                Item: item("p", sk),
                ConditionExpression: absent,
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              },
            },
          ],
        }),
      );
    await expect(transact("taken")).rejects.toMatchObject({ name: "ValidationException" });
    await put(TableName, item("p", "taken too"));
    await expect(transact("taken too")).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [
        { Code: "None" },
        { Code: "None" },
        { Code: "ConditionalCheckFailed", Item: item("p", "taken too") },
      ],
    });
    expect((await scan(TableName)).map(({ sk }) => sk?.S)).toEqual(["taken", "taken too"]);
    await transact("free");
    expect((await scan(TableName)).map(({ sk }) => sk?.S)).toEqual(["free", "new", "taken", "taken too"]);
    expect(await scan(TableName)).toContainEqual(item("p", "taken", { v: { S: "old" } }));
  });

  test("are done once for one token", async () => {
    const TableName = await table();
    const add = (one: string, ClientRequestToken: string) =>
      client.send(
        new ddb.TransactWriteItemsCommand({
          ClientRequestToken,
          TransactItems: [
            {
              Update: {
                TableName,
                Key: item("p", "count"),
                UpdateExpression: "ADD n :one",
                ExpressionAttributeValues: { ":one": { N: one } },
              },
            },
          ],
        }),
      );
    await add("1", "token");
    await add("1", "token");
    expect(await scan(TableName)).toEqual([item("p", "count", { n: { N: "1" } })]);
    await expect(add("2", "token")).rejects.toMatchObject({ name: "IdempotentParameterMismatchException" });
  });
});
