import { once as onceEmitted } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { SQSBatchResponse } from "aws-lambda";
import { newEvent } from "../../events/new-event";
import type { ServiceHandler } from "../define-service";
import { orderPlaced } from "../example/events";
import { counted, withOutput } from "../example/output";
import { deeds, seen } from "../example/seen";
import { lambdaContext } from "../testing/lambda-context";
import { sqsEvent } from "../testing/sqs-event";

// The handler as Lambda runs it, with its records over HTTP in a real (if small) DynamoDB.

let server: Server;
let client: DynamoDBClient;
let handler: ServiceHandler;

beforeAll(async () => {
  server = require("dynalite")({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await onceEmitted(server, "listening");
  Object.assign(process.env, {
    TABLE_NAME: "table",
    LIMIT: "5",
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  client = new DynamoDBClient();
  await client.send(
    new CreateTableCommand({
      TableName: "table",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 0.1 },
    { TableName: "table" },
  );
  handler = require("../example/main").handler;
}, 60_000);

afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  server.close();
  await onceEmitted(server, "close");
});

afterEach(() => {
  deeds.clear();
  seen.length = 0;
});

const placed = (orderId: string) => newEvent(orderPlaced, { orderId, total: 450 }, { correlationId: "c" });

/** Delivers events to the queue, and answers how many failed. */
async function deliver(events: readonly unknown[], timeoutMs?: number) {
  const event = sqsEvent(
    "local-example-once",
    events.map((body) => ({ body })),
  );
  const { result, lines } = await withOutput(
    () => handler(event, lambdaContext("local-example", timeoutMs)) as Promise<SQSBatchResponse>,
  );
  return { failed: result.batchItemFailures.length, lines };
}

async function record(id: string) {
  const Key = { pk: { S: `IDEMPOTENCY#queue:once#${id}` }, sk: { S: "IDEMPOTENCY" } };
  return (await client.send(new GetItemCommand({ TableName: "table", Key }))).Item;
}

test("a duplicate is skipped, logged and counted, whatever message it comes in", async () => {
  const event = placed("a");
  expect((await deliver([event])).failed).toBe(0);
  const { failed, lines } = await deliver([event]);
  expect(failed).toBe(0);
  expect(seen).toHaveLength(1);
  expect(counted(lines, "DuplicateSkipped")).toBe(1);
  expect(lines).toContainEqual(
    expect.objectContaining({ message: "duplicate skipped", idempotency_key: `queue:once#${event.id}` }),
  );
});

test("what happened twice is no duplicate", async () => {
  expect((await deliver([placed("a"), placed("a")])).failed).toBe(0);
  expect(seen).toHaveLength(2);
});

test("the record of what is handled expires by the table's time to live", async () => {
  const event = placed("a");
  await deliver([event]);
  const item = await record(event.id);
  expect(Object.keys(item ?? {}).sort()).toEqual(["expiresAt", "pk", "sk"]);
  const week = 7 * 24 * 60 * 60;
  expect(Math.abs(Number(item?.expiresAt?.N) - Date.now() / 1000 - week)).toBeLessThan(60);
});

test("a duplicate that comes while the first is handled fails, and is skipped when it comes again", async () => {
  const event = placed("slow");
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  deeds.set("slow", () => {
    started.resolve();
    return finish.promise;
  });
  const first = handler(sqsEvent("local-example-once", [{ body: event }]), lambdaContext("local-example"));
  await started.promise;
  const second = await deliver([event]);
  expect(second.failed).toBe(1);
  expect(JSON.stringify(second.lines)).toContain(
    "is being handled by another invocation; it is tried again later",
  );
  finish.resolve();
  expect(await first).toEqual({ batchItemFailures: [] });
  expect(await deliver([event])).toMatchObject({ failed: 0 });
  expect(seen).toHaveLength(1);
});

test("a duplicate in the same batch is handled once", async () => {
  const event = placed("twins");
  const { failed, lines } = await deliver([event, event]);
  // The second one meets the first while it runs or after: it comes again, or it is skipped.
  expect(failed + counted(lines, "DuplicateSkipped")).toBe(1);
  expect((await deliver([event])).failed).toBe(0);
  expect(seen).toHaveLength(1);
});

test("what failed is handled again at once", async () => {
  const event = placed("fails");
  deeds.set("fails", () => Promise.reject(new Error("no money")));
  expect((await deliver([event])).failed).toBe(1);
  expect(await record(event.id)).toBeUndefined();
  deeds.clear();
  expect((await deliver([event])).failed).toBe(0);
  expect(seen).toHaveLength(1);
});

test("the lease of an attempt that ended without a word holds as long as its invocation could run, and no longer", async () => {
  const event = placed("crashes");
  deeds.set("crashes", () => new Promise(() => {}));
  const before = Date.now();
  expect((await deliver([event], 200)).failed).toBe(1);
  const item = await record(event.id);
  // The invocation's 200 ms and a second for clocks that differ.
  const leaseExpiresAt = Number(item?.leaseExpiresAt?.N);
  expect(leaseExpiresAt).toBeGreaterThanOrEqual(before + 1000);
  expect(leaseExpiresAt).toBeLessThanOrEqual(Date.now() + 1200);

  deeds.clear();
  let failed = 1;
  while (failed > 0) ({ failed } = await deliver([event]));
  expect(Date.now()).toBeGreaterThan(leaseExpiresAt);
  expect(seen).toHaveLength(1);
});

test("an attempt whose lease was taken over does not mark the other's as handled", async () => {
  const { IdempotencyTable } = require("./idempotency-table");
  const table = new IdempotencyTable("table");
  const now = Date.now();
  const attempt = (name: string) => ({ attempt: name, now, leaseExpiresAt: now - 1, keepSeconds: 60 });
  expect(await table.begin("queue:once#x", attempt("one"))).toBe("begun");
  expect(await table.begin("queue:once#x", { ...attempt("two"), leaseExpiresAt: now + 60_000 })).toBe(
    "begun",
  );
  await expect(table.complete("queue:once#x", "one", 60)).rejects.toMatchObject({
    name: "ConditionalCheckFailedException",
  });
  await expect(table.release("queue:once#x", "one")).rejects.toMatchObject({
    name: "ConditionalCheckFailedException",
  });
  expect(await table.begin("queue:once#x", attempt("three"))).toBe("running");
  await table.complete("queue:once#x", "two", 60);
  expect(await table.begin("queue:once#x", attempt("four"))).toBe("done");
});

test("a record that has expired and is not deleted yet is none", async () => {
  const { IdempotencyTable } = require("./idempotency-table");
  const table = new IdempotencyTable("table");
  const now = Date.now();
  const attempt = { attempt: "one", now, leaseExpiresAt: now + 60_000, keepSeconds: 0 };
  await table.begin("queue:once#y", attempt);
  await table.complete("queue:once#y", "one", 0);
  expect(await table.begin("queue:once#y", { ...attempt, now: now + 2000 })).toBe("begun");
});

test("a table that the environment does not name fails the message, and says who sets it", async () => {
  const { TABLE_NAME } = process.env;
  process.env.TABLE_NAME = "";
  const { failed, lines } = await deliver([placed("a")]);
  process.env.TABLE_NAME = TABLE_NAME;
  expect(failed).toBe(1);
  expect(JSON.stringify(lines)).toContain("TABLE_NAME is missing; stack.ts sets them");
});
