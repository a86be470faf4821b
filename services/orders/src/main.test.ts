import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { App } from "aws-cdk-lib";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { stack } from "../stack";
import type { Order } from "./domain/order";
import { OrdersTable } from "./dynamodb/orders-table";
import { createApp } from "./http/app";

// The handler as Lambda runs it, with API Gateway's events, over HTTP to a real (if small) DynamoDB.

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

let server: Server;
let handler: Handler;

beforeAll(async () => {
  server = require("dynalite")({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const table = tableOfStack();
  await client.send(new CreateTableCommand(table));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 0.1 }, table);
  client.destroy();

  Object.assign(process.env, {
    TABLE_NAME: "orders",
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  handler = require("./main").handler;
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** The table as `stack.ts` makes it, so that the code is tried against the keys and indexes that it will meet. */
function tableOfStack(): CreateTableCommandInput {
  const app = new App({ treeMetadata: false, builtinCloudFormationValidation: false });
  const { artifactId } = stack(app);
  const resources = Object.values(app.synth().getStackArtifact(artifactId).template.Resources);
  const tables = (resources as { Type: string; Properties: CreateTableCommandInput }[]).filter(
    ({ Type }) => Type === "AWS::DynamoDB::Table",
  );
  expect(tables).toHaveLength(1);
  const { AttributeDefinitions, BillingMode, KeySchema, GlobalSecondaryIndexes } =
    tables[0]?.Properties ?? {};
  return { TableName: "orders", AttributeDefinitions, BillingMode, KeySchema, GlobalSecondaryIndexes };
}

interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** Calls the handler with an event of payload format 2.0. */
async function call(method: string, path: string, { body, headers = {}, query = {} }: Call = {}) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const event: APIGatewayProxyEventV2 = {
    version: "2.0",
    routeKey: "ANY /orders",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { host: "api.example", "content-type": "application/json", ...headers },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "api.example",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "jest" },
      requestId: "request",
      routeKey: "ANY /orders",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
  };
  const response = await handler(event, { awsRequestId: "request" } as Context);
  return {
    status: response.statusCode,
    headers: response.headers ?? {},
    json: JSON.parse(response.body ?? "null"),
  };
}

function orderOf(customerId: string, changes: object = {}): object {
  const lines = [
    { sku: "tea", quantity: 2, unitPrice: 450 },
    { sku: "cup", quantity: 1, unitPrice: 1200 },
  ];
  return { customerId, currency: "EUR", lines, ...changes };
}

async function place(customerId: string): Promise<Order> {
  const { status, json } = await call("POST", "/orders", { body: orderOf(customerId) });
  expect(status).toBe(201);
  return json;
}

describe("placing an order", () => {
  test("answers with the order, where it is, and its version", async () => {
    const { status, headers, json } = await call("POST", "/orders", { body: orderOf("alice") });
    expect(status).toBe(201);
    expect(json).toEqual({
      ...orderOf("alice"),
      id: expect.stringMatching(/^ord_/),
      total: 2100,
      status: "placed",
      placedAt: expect.any(String),
      version: 1,
    });
    expect(headers).toMatchObject({ location: `/orders/${json.id}`, etag: '"1"' });
    expect((await call("GET", `/orders/${json.id}`)).json).toEqual(json);
  });

  test("repeated under one idempotency key, at the same time too, places one order", async () => {
    const request = { body: orderOf("bob"), headers: { "idempotency-key": "key-1" } };
    const answers = await Promise.all([1, 2, 3].map(() => call("POST", "/orders", request)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(2);
    expect((await call("GET", "/orders", { query: { customerId: "bob" } })).json.orders).toHaveLength(1);
  });

  test("refuses a key that was used for another order, and takes it from another customer", async () => {
    const headers = { "idempotency-key": "key-2" };
    await call("POST", "/orders", { body: orderOf("carol"), headers });
    const other = await call("POST", "/orders", { body: orderOf("carol", { currency: "USD" }), headers });
    expect(other).toMatchObject({ status: 422, json: { type: "/problems/idempotency-key-reuse" } });
    const customer = await call("POST", "/orders", { body: orderOf("dave"), headers });
    expect(customer).toMatchObject({ status: 201, json: { customerId: "dave" } });
  });

  test.each([
    ["no lines", { lines: [] }, "/lines"],
    ["a fraction of a cent", { lines: [{ sku: "tea", quantity: 1, unitPrice: 0.5 }] }, "/lines/0/unitPrice"],
    ["a negative quantity", { lines: [{ sku: "tea", quantity: -1, unitPrice: 1 }] }, "/lines/0/quantity"],
    ["an unknown currency", { currency: "QQQ" }, "/currency"],
    ["a price as text", { lines: [{ sku: "tea", quantity: 1, unitPrice: "1" }] }, "/lines/0/unitPrice"],
    ["a line twice", { lines: [1, 2].map((quantity) => ({ sku: "tea", quantity, unitPrice: 1 })) }, "/lines"],
    ["a member that does not exist", { discount: 5 }, ""],
  ])("refuses %s and points at it", async (_, changes, pointer) => {
    const { status, headers, json } = await call("POST", "/orders", { body: orderOf("erin", changes) });
    expect(status).toBe(400);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(json).toMatchObject({ type: "/problems/invalid-input", status: 400, errors: [{ pointer }] });
  });

  test("refuses what is not JSON, another media type, and a body that is too large", async () => {
    expect(await call("POST", "/orders", { body: "{" })).toMatchObject({ status: 400 });
    const xml = await call("POST", "/orders", { body: "<a/>", headers: { "content-type": "text/xml" } });
    expect(xml).toMatchObject({ status: 415, json: { type: "/problems/media-type" } });
    const large = await call("POST", "/orders", { body: orderOf("x".repeat(70_000)) });
    expect(large).toMatchObject({ status: 413, json: { type: "/problems/body-too-large" } });
  });
});

describe("cancelling an order", () => {
  test("keeps the order, with reason and next version", async () => {
    const order = await place("frank");
    const answer = await call("POST", `/orders/${order.id}/cancel`, {
      body: { reason: "changed my mind" },
      headers: { "if-match": '"1"' },
    });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(answer.json).toEqual({
      ...order,
      status: "cancelled",
      version: 2,
      cancelledAt: expect.any(String),
      cancellationReason: "changed my mind",
    });
    expect((await call("GET", `/orders/${order.id}`)).json).toEqual(answer.json);
  });

  test("needs neither a body nor a version, and works once", async () => {
    const { id } = await place("grace");
    expect(await call("POST", `/orders/${id}/cancel`)).toMatchObject({ status: 200 });
    expect(await call("POST", `/orders/${id}/cancel`)).toMatchObject({
      status: 409,
      json: { type: "/problems/order-state", detail: `order ${id} is cancelled already` },
    });
  });

  test("of two at the same time, one wins", async () => {
    const { id } = await place("heidi");
    const cancel = () => call("POST", `/orders/${id}/cancel`, { headers: { "if-match": '"1"' } });
    const statuses = (await Promise.all([cancel(), cancel(), cancel()])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 412, 412]);
    expect((await call("GET", `/orders/${id}`)).json.version).toBe(2);
  });

  test("refuses a version that is not the order's, and one that is no version", async () => {
    const { id } = await place("ivan");
    const cancel = (version: string) =>
      call("POST", `/orders/${id}/cancel`, { headers: { "if-match": version } });
    expect(await cancel('"7"')).toMatchObject({ status: 412, json: { type: "/problems/version-conflict" } });
    expect(await cancel("7")).toMatchObject({ status: 400, json: { type: "/problems/invalid-input" } });
    expect((await call("GET", `/orders/${id}`)).json.status).toBe("placed");
  });
});

describe("listing orders", () => {
  test("goes through a customer's orders page by page, newest first", async () => {
    const placed: string[] = [];
    for (let count = 0; count < 5; count++) placed.push((await place("judy")).id);
    const seen: Order[][] = [];
    let cursor: string | undefined;
    do {
      const query = { customerId: "judy", limit: "2", ...(cursor !== undefined && { cursor }) };
      const { status, json } = await call("GET", "/orders", { query });
      expect(status).toBe(200);
      seen.push(json.orders);
      cursor = json.nextCursor;
    } while (cursor !== undefined);
    expect(seen.map((page) => page.length)).toEqual([2, 2, 1]);
    const times = seen.flat().map(({ placedAt }) => placedAt);
    expect(times).toEqual(times.toSorted().reverse());
    // Not in the order of `placed`: orders of the same millisecond stand in the order of their ids.
    expect(new Set(seen.flat().map(({ id }) => id))).toEqual(new Set(placed));
  });

  test("holds everybody's orders unless a customer is named, and has no empty last page", async () => {
    const { id } = await place("kim");
    const all = await call("GET", "/orders", { query: { limit: "100" } });
    expect(all.json.orders.map((order: Order) => order.id)).toContain(id);
    const kims = await call("GET", "/orders", { query: { customerId: "kim", limit: "1" } });
    expect(kims.json).toEqual({ orders: [expect.objectContaining({ id })] });
    expect((await call("GET", "/orders", { query: { customerId: "nobody" } })).json).toEqual({ orders: [] });
  });

  test.each([
    [{ limit: "0" }, "/limit"],
    [{ limit: "101" }, "/limit"],
    [{ limit: "many" }, "/limit"],
    [{ cursor: "bm8" }, "/cursor"],
    [{ colour: "red" }, ""],
  ])("refuses the query %j", async (query, pointer) => {
    const answer = await call("GET", "/orders", { query: query as Record<string, string> });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer }] } });
  });
});

describe("the rest", () => {
  test("an order or a path that does not exist is a problem document", async () => {
    for (const [method, path] of [
      ["GET", "/orders/ord_none"],
      ["POST", "/orders/ord_none/cancel"],
      ["DELETE", "/orders"],
      ["GET", "/elsewhere"],
    ] as const) {
      const { status, headers, json } = await call(method, path);
      expect({ status, type: headers["content-type"] }).toEqual({
        status: 404,
        type: "application/problem+json",
      });
      expect(json).toMatchObject({ type: "/problems/not-found", status: 404 });
    }
  });

  test("a fault of the service is logged, not shown", async () => {
    const log = jest.spyOn(console, "error").mockImplementation(() => {});
    const missing = new OrdersTable(DynamoDBDocumentClient.from(new DynamoDBClient()), "missing");
    const response = await createApp(missing).request("/orders/ord_1");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/ResourceNotFound|missing/);
    expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject({
      level: "error",
      path: "/orders/ord_1",
      error: expect.stringContaining("ResourceNotFound"),
    });
    log.mockRestore();
  });

  test("the service says that it is well", async () => {
    expect(await call("GET", "/orders/health")).toMatchObject({ status: 200, json: { status: "ok" } });
  });
});
