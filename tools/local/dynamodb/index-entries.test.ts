import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { DynamoDbApi } from "./api";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-indexes-"));
const api = new DynamoDbApi({ stateFolder });
const TableName = "items";

beforeAll(async () => {
  await api.createTable({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "group", AttributeType: "S" },
      { AttributeName: "rank", AttributeType: "N" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-group",
        KeySchema: [
          { AttributeName: "group", KeyType: "HASH" },
          { AttributeName: "rank", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
  while ((await api.describeTable({ TableName })).Table?.TableStatus !== "ACTIVE") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

afterAll(async () => {
  await api.close();
  rmSync(stateFolder, { recursive: true });
});

interface Row {
  readonly pk: string;
  readonly group: string | undefined;
  readonly rank: number;
}

const put = ({ pk, group, rank }: Row) =>
  api.execute("PutItem", {
    TableName,
    Item: { pk: { S: pk }, rank: { N: String(rank) }, ...(group !== undefined && { group: { S: group } }) },
  });
const remove = (pk: string) => api.execute("DeleteItem", { TableName, Key: { pk: { S: pk } } });

/** Keys of a group by the index, page by page. */
async function members(group: string, Limit: number, ScanIndexForward: boolean): Promise<string[]> {
  const found: string[] = [];
  let ExclusiveStartKey: object | undefined;
  do {
    const page = (await api.execute("Query", {
      TableName,
      IndexName: "by-group",
      KeyConditionExpression: "#g = :g",
      ExpressionAttributeNames: { "#g": "group" },
      ExpressionAttributeValues: { ":g": { S: group } },
      Limit,
      ScanIndexForward,
      ExclusiveStartKey,
    })) as { Items: { pk: { S: string } }[]; LastEvaluatedKey?: object };
    found.push(...page.Items.map(({ pk }) => pk.S));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
}

test("items whose keys have the same hash in dynalite have entries of their own", async () => {
  const { hashPrefix } = require("dynalite/db") as unknown as {
    hashPrefix(key: string, type: string): string;
  };
  const seen = new Map<string, string>();
  let twins: [string, string] | undefined;
  for (let index = 0; twins === undefined; index += 1) {
    const hash = hashPrefix(String(index), "S");
    const other = seen.get(hash);
    if (other !== undefined) twins = [other, String(index)];
    seen.set(hash, String(index));
  }
  for (const pk of twins) await put({ pk, group: "twins", rank: 1 });
  expect((await members("twins", 1, true)).sort()).toEqual([...twins].sort());
  await remove(twins[0]);
  expect(await members("twins", 1, true)).toEqual([twins[1]]);
  await remove(twins[1]);
});

test("an index holds what the table holds, whatever is written and deleted, in order and in pages of any size", async () => {
  const row = fc.record({
    pk: fc.constantFrom("a", "b", "c", "d", "e"),
    group: fc.constantFrom("x", "y", undefined),
    rank: fc.integer({ min: -20, max: 20 }),
  });
  const step = fc.oneof(row, fc.constantFrom("a", "b", "c", "d", "e"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 15 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, limit) => {
        const model = new Map<string, Row>();
        for (const pk of ["a", "b", "c", "d", "e"]) await remove(pk);
        for (const change of steps) {
          if (typeof change === "string") {
            await remove(change);
            model.delete(change);
          } else {
            await put(change);
            model.set(change.pk, change);
          }
        }
        for (const group of ["x", "y"]) {
          const rows = [...model.values()].filter((entry) => entry.group === group);
          const ranks = rows.map(({ rank }) => rank).sort((a, b) => a - b);
          const forward = await members(group, limit, true);
          expect(forward.map((pk) => model.get(pk)?.rank)).toEqual(ranks);
          expect([...forward].sort()).toEqual(rows.map(({ pk }) => pk).sort());
          expect(await members(group, limit, false)).toEqual(forward.toReversed());
        }
      },
    ),
  );
});
