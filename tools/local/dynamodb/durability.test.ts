import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, jest, test } from "@jest/globals";
import { killedWriter } from "../state/killed-writer.fixture";
import { DynamoDbApi } from "./api";
import type { Item } from "./table-store";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-durability-"));

afterAll(() => rmSync(stateFolder, { recursive: true }));

/** A process that makes a table with an index, then writes items as fast as it can, and says each key once it is written. */
const WRITER = `
  const { DynamoDbApi } = require(process.argv[1]);
  const api = new DynamoDbApi({ stateFolder: process.argv[2] });
  const key = (AttributeName, KeyType) => ({ AttributeName, KeyType });
  (async () => {
    await api.createTable({
      TableName: "items", BillingMode: "PAY_PER_REQUEST", KeySchema: [key("pk", "HASH")],
      AttributeDefinitions: ["pk", "group"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      GlobalSecondaryIndexes: [{ IndexName: "by-group", KeySchema: [key("group", "HASH")], Projection: { ProjectionType: "ALL" } }],
    });
    while ((await api.describeTable({ TableName: "items" })).Table.TableStatus !== "ACTIVE") {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (let index = 0; ; index += 1) {
      const Item = { pk: { S: String(index) }, group: { S: String(index % 3) } };
      await api.execute("PutItem", { TableName: "items", Item });
      await say(index);
    }
  })();`;

async function items(api: DynamoDbApi, IndexName?: string): Promise<string[]> {
  const all: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = (await api.execute("Scan", { TableName: "items", IndexName, ExclusiveStartKey })) as {
      Items: Item[];
      LastEvaluatedKey?: Item;
    };
    all.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return all.map((item) => JSON.stringify(item)).sort();
}

test("what was written is there after the process was killed, in the table and in its index alike", async () => {
  const last = await killedWriter(WRITER, [join(__dirname, "api"), stateFolder], 500);

  const api = new DynamoDbApi({ stateFolder });
  const stored = await items(api);
  expect(stored.length).toBeGreaterThan(last);
  expect(stored.map((text) => Number(JSON.parse(text).pk.S)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: stored.length }, (_, index) => index),
  );
  expect(await items(api, "by-group")).toEqual(stored);
  await api.close();
});

test("a table that was being made or deleted when the process was killed is made or gone", async () => {
  const script = `
    const { DynamoDbApi } = require(process.argv[1]);
    const api = new DynamoDbApi({ stateFolder: process.argv[2] });
    const table = (TableName) => api.createTable({
      TableName, BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    });
    (async () => {
      await table("deleted");
      while ((await api.describeTable({ TableName: "deleted" })).Table.TableStatus !== "ACTIVE") {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await api.execute("PutItem", { TableName: "deleted", Item: { pk: { S: "x" } } });
      await api.deleteTable({ TableName: "deleted" });
      await table("made");
      process.kill(process.pid, "SIGKILL");
    })();`;
  const killed = spawn(
    process.execPath,
    ["--no-warnings", "-e", script, join(__dirname, "api"), stateFolder],
    {
      stdio: "inherit",
    },
  );
  await once(killed, "exit");
  const api = new DynamoDbApi({ stateFolder });
  expect((await api.describeTable({ TableName: "made" })).Table?.TableStatus).toBe("ACTIVE");
  await expect(api.describeTable({ TableName: "deleted" })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
  await api.close();
});
