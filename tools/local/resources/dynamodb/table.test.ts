import { DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "../../cloudformation/account.fixture";

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
      TimeToLiveSpecification: first.TimeToLiveSpecification,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: "true" },
      DeletionProtectionEnabled: true,
    };
    const updated = await account.update("changed", table(second));
    expect([updated.StackStatus, updated.StackStatusReason]).toEqual(["UPDATE_COMPLETE", undefined]);
    const { Table } = await dynamodb.describeTable({ TableName });
    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      DeletionProtectionEnabled: true,
    });
    const ttl = await dynamodb.describeTimeToLive({ TableName });
    expect(ttl.TimeToLiveDescription?.AttributeName).toBe("expires");
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
    });
    expect(await dynamodb.execute("Scan", { TableName })).toMatchObject({ Count: 1 });
    const ttl = await dynamodb.describeTimeToLive({ TableName });
    expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe("DISABLED");
  });

  it("refuses encryption settings by name", async () => {
    const SSESpecification = { SSEEnabled: true };
    await expect(account.create("encrypted", table({ SSESpecification }))).rejects.toThrow(
      "SSESpecification",
    );
    const KeySchema = [{ AttributeName: "id", KeyType: "HASH" as const }];
    const AttributeDefinitions = [{ AttributeName: "id", AttributeType: "S" as const }];
    const input = {
      TableName: "encrypted",
      KeySchema,
      AttributeDefinitions,
      SSESpecification: { Enabled: true },
    };
    await expect(
      account.services.dynamodb.createTable({ ...input, BillingMode: "PAY_PER_REQUEST" }),
    ).rejects.toThrow("does not support SSESpecification of CreateTable");
  });

  it("is not replaced under its own name", async () => {
    const key = { AttributeName: "other", KeyType: "HASH" };
    const AttributeDefinitions = [{ AttributeName: "other", AttributeType: "S" }];
    const stack = await account.update("changed", table({ AttributeDefinitions, KeySchema: [key] }));
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { Table } = await account.services.dynamodb.describeTable({ TableName });
    expect(Table?.KeySchema).toEqual([{ AttributeName: "id", KeyType: "HASH" }]);
  });

  /** Why the table failed to change, newest first. */
  async function reasons(StackName: string): Promise<(string | undefined)[]> {
    const { StackEvents = [] } = await account.client.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.filter(
      ({ LogicalResourceId, ResourceStatus }) =>
        LogicalResourceId === "Table" && ResourceStatus === "UPDATE_FAILED",
    ).map(({ ResourceStatusReason }) => ResourceStatusReason);
  }

  const definitions = ["id", "kind", "owner"].map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
  const index = (IndexName: string, key: string, ProjectionType = "ALL") => ({
    IndexName,
    KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
    Projection: { ProjectionType },
  });
  const indexed = (...indexes: object[]) => {
    const used = definitions.filter(({ AttributeName }) =>
      JSON.stringify([...indexes, "id"]).includes(`"${AttributeName}"`),
    );
    return table({
      TableName: "indexed",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: used,
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    });
  };

  async function indexes(): Promise<string[]> {
    const { Table } = await account.services.dynamodb.describeTable({ TableName: "indexed" });
    return (Table?.GlobalSecondaryIndexes ?? []).map(
      ({ IndexName, KeySchema }) => `${IndexName} ${KeySchema?.[0]?.AttributeName}`,
    );
  }

  it("gains and loses one global index in an update, and is left as it was when an update asks for more", async () => {
    const [kinds, owners] = [index("kinds", "kind"), index("owners", "owner")];
    expect((await account.create("indexed", indexed())).StackStatus).toBe("CREATE_COMPLETE");
    const refuse = async (...wanted: object[]) => {
      const { StackStatus } = await account.update("indexed", indexed(...wanted));
      expect(StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
      expect((await reasons("indexed"))[0]).toBe(
        "Cannot perform more than one GSI creation or deletion in a single update",
      );
    };
    await refuse(kinds, owners);
    expect(await indexes()).toEqual([]);

    expect((await account.update("indexed", indexed(kinds))).StackStatus).toBe("UPDATE_COMPLETE");
    await refuse(owners);
    expect(await indexes()).toEqual(["kinds kind"]);

    expect((await account.update("indexed", indexed(kinds, owners))).StackStatus).toBe("UPDATE_COMPLETE");
    expect(await indexes()).toEqual(["kinds kind", "owners owner"]);
    await refuse();
    expect((await account.update("indexed", indexed(owners))).StackStatus).toBe("UPDATE_COMPLETE");
    expect(await indexes()).toEqual(["owners owner"]);
  });

  it.each([
    ["key", index("owners", "kind")],
    ["projection", index("owners", "owner", "KEYS_ONLY")],
  ])("does not change the %s of an index", async (_, changed) => {
    const { StackStatus } = await account.update("indexed", indexed(changed));
    expect(StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect((await reasons("indexed"))[0]).toBe(
      "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
    );
    expect(await indexes()).toEqual(["owners owner"]);
  });

  it("does not change the attribute of its time to live while that is enabled", async () => {
    const ttl = (AttributeName: string, Enabled = true) =>
      table({
        TableName: "expiring",
        BillingMode: "PAY_PER_REQUEST",
        TimeToLiveSpecification: { AttributeName, Enabled },
      });
    await account.create("expiring", ttl("expires"));
    expect((await account.update("expiring", ttl("ends"))).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect((await reasons("expiring"))[0]).toContain(
      "TimeToLive is active on a different AttributeName: current AttributeName is expires",
    );
    for (const next of [ttl("expires", false), ttl("ends")])
      expect((await account.update("expiring", next)).StackStatus).toBe("UPDATE_COMPLETE");
  });
});
