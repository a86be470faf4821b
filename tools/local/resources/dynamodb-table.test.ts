import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "../cloudformation/account.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

const TableName = "table";
const table = (properties: object) => ({
  Resources: {
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName,
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        ...properties,
      },
    },
  },
});

describe("AWS::DynamoDB::Table", () => {
  it("changes in place what can be, and keeps its items", async () => {
    const { dynamodb } = account.services;
    const first = {
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: "1" },
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      DeletionProtectionEnabled: "false",
      Tags: [{ Key: "own", Value: "1" }],
    };
    const created = await account.create("changed", table(first));
    expect([created.StackStatus, created.StackStatusReason]).toEqual(["CREATE_COMPLETE", undefined]);
    await dynamodb.execute("PutItem", { TableName, Item: { id: { S: "1" } } });
    const second = {
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: "ends", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: "true" },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
      TableClass: "STANDARD_INFREQUENT_ACCESS",
    };
    const updated = await account.update("changed", table(second));
    expect([updated.StackStatus, updated.StackStatusReason]).toEqual(["UPDATE_COMPLETE", undefined]);
    const { Table } = await dynamodb.describeTable({ TableName });
    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: "ENABLED" },
      TableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" },
    });
    const ttl = await dynamodb.describeTimeToLive({ TableName });
    expect(ttl.TimeToLiveDescription?.AttributeName).toBe("ends");
    const backups = await dynamodb.describeContinuousBackups({ TableName });
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: "ENABLED",
    });
    expect(await dynamodb.execute("Scan", { TableName })).toMatchObject({ Count: 1 });
    const { Tags = [] } = await dynamodb.listTagsOfResource({ ResourceArn: Table?.TableArn });
    expect(Tags.map(({ Key }) => Key)).not.toContain("own");
  });

  it("goes back to defaults for what a template no longer says", async () => {
    const { dynamodb } = account.services;
    const throughput = { ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 } };
    const updated = await account.update("changed", table(throughput));
    expect([updated.StackStatus, updated.StackStatusReason]).toEqual(["UPDATE_COMPLETE", undefined]);
    const { Table } = await dynamodb.describeTable({ TableName });
    expect(Table).toMatchObject({
      ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
      DeletionProtectionEnabled: false,
      TableClassSummary: { TableClass: "STANDARD" },
    });
    expect(Table?.SSEDescription).toBeUndefined();
    expect(await dynamodb.execute("Scan", { TableName })).toMatchObject({ Count: 1 });
    const ttl = await dynamodb.describeTimeToLive({ TableName });
    expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe("DISABLED");
  });

  it("is not replaced under its own name", async () => {
    const key = { AttributeName: "other", KeyType: "HASH" };
    const AttributeDefinitions = [{ AttributeName: "other", AttributeType: "S" }];
    const stack = await account.update("changed", table({ AttributeDefinitions, KeySchema: [key] }));
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { Table } = await account.services.dynamodb.describeTable({ TableName });
    expect(Table?.KeySchema).toEqual([{ AttributeName: "id", KeyType: "HASH" }]);
  });
});
