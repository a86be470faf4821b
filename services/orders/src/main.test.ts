import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { paymentCaptured } from "../../../platform/contracts/payments/payment-captured";
import { paymentDeclined } from "../../../platform/contracts/payments/payment-declined";
import type { Event } from "../../../platform/events/define-event";
import { newEvent } from "../../../platform/events/new-event";
import { eventBridgeEvent, scheduleEvent } from "../../../platform/runtime/testing/eventbridge-event";
import { httpEvent, type SampleRequest } from "../../../platform/runtime/testing/http-event";
import { lambdaContext } from "../../../platform/runtime/testing/lambda-context";
import { type ServiceAccount, startServiceAccount } from "../../../tools/service-test/service-account";
import { stack } from "../stack";
import type { Order } from "./domain/order";

// The handler as Lambda runs it, with the events of its triggers, against a local account.

let account: ServiceAccount;
let handler: typeof import("./main").handler;

beforeAll(async () => {
  account = await startServiceAccount(stack);
  handler = require("./main").handler;
}, 60_000);

afterAll(async () => {
  await account.close();
});

const context = () => lambdaContext("local-orders");

async function call(method: string, path: string, request: SampleRequest = {}) {
  const answer = await handler(httpEvent(method, path, request), context());
  const { statusCode: status, headers = {}, body } = answer as APIGatewayProxyStructuredResultV2;
  return { status, headers, json: JSON.parse(body ?? "null") };
}

async function deliver(event: Event): Promise<void> {
  await handler(eventBridgeEvent(event), context());
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
    expect(
      await call("POST", "/orders", { body: "{", headers: { "content-type": "application/json" } }),
    ).toMatchObject({ status: 400 });
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
      cancelledBy: "customer",
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

describe("what becomes of the payment", () => {
  const cause = { correlationId: "test" };
  const captured = ({ id: orderId, customerId, currency, total: amount }: Order, paymentId = "pay_1") =>
    newEvent(
      paymentCaptured,
      { orderId, customerId, currency, amount, paymentId, capturedAt: "2026-11-23T12:00:00.000Z" },
      cause,
    );
  const declined = ({ id: orderId, customerId, currency, total: amount }: Order) =>
    newEvent(
      paymentDeclined,
      {
        orderId,
        customerId,
        currency,
        amount,
        declinedAt: "2026-11-23T12:00:00.000Z",
        reason: "card-expired",
      },
      cause,
    );
  const read = async ({ id }: Order) => (await call("GET", `/orders/${id}`)).json;

  test("captured, also twice: the order is paid", async () => {
    const order = await place("nina");
    const event = captured(order);
    await deliver(event);
    await deliver(event);
    expect(await read(order)).toEqual({
      ...order,
      status: "paid",
      paymentId: "pay_1",
      paidAt: "2026-11-23T12:00:00.000Z",
      version: 2,
    });
  });

  test("declined, also twice: the order is cancelled, and it is announced once", async () => {
    const order = await place("oscar");
    account.events.take();
    await deliver(declined(order));
    await deliver(declined(order));
    expect(await read(order)).toMatchObject({ status: "cancelled", cancelledBy: "payment", version: 2 });
    const data = expect.objectContaining({ orderId: order.id, by: "payment", reason: "card-expired" });
    expect(account.events.take()).toMatchObject([{ type: "orders.OrderCancelled.v1", detail: { data } }]);
  });

  test("captured too late: the order stays cancelled", async () => {
    const order = await place("peggy");
    await call("POST", `/orders/${order.id}/cancel`);
    await deliver(captured(order));
    expect(await read(order)).toMatchObject({ status: "cancelled", cancelledBy: "customer", version: 2 });
  });

  test("a paid order can be cancelled by its customer, and not by another payment", async () => {
    const order = await place("quinn");
    await deliver(captured(order));
    await deliver(declined(order));
    expect((await read(order)).status).toBe("paid");
    const { status, json } = await call("POST", `/orders/${order.id}/cancel`);
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { status: "cancelled", paymentId: "pay_1" },
    });
  });

  test("of an order that was never placed: the event fails, so that it becomes a dead letter", async () => {
    const order = { ...(await place("rita")), id: "ord_none" };
    await expect(deliver(captured(order))).rejects.toThrow("there is no order ord_none to be paid");
  });
});

describe("what is announced", () => {
  test("of a new order, under the request's correlation id, once for one idempotency key", async () => {
    account.events.take();
    const headers = { "idempotency-key": "key-3", "x-correlation-id": "correlation-3" };
    const { json: order } = await call("POST", "/orders", { body: orderOf("sam"), headers });
    await call("POST", "/orders", { body: orderOf("sam"), headers });
    const { id: orderId, placedAt } = order;
    expect(account.events.take()).toEqual([
      {
        source: "local.orders",
        type: "orders.OrderPlaced.v1",
        detail: {
          id: expect.any(String),
          time: expect.any(String),
          correlationId: "correlation-3",
          data: { orderId, total: 2100, placedAt, ...orderOf("sam") },
        },
      },
    ]);
  });

  test("later and once, by the sweep, if the event could not be published when it happened", async () => {
    account.events.take();
    const order = { body: orderOf("tina") };
    const { status, json } = await account.without("events:PutEvents", () => call("POST", "/orders", order));
    expect(status).toBe(201);
    expect(account.events.take()).toEqual([]);

    const soon = new Date(Date.now() + 60_000).toISOString();
    const sweep = () => handler(scheduleEvent("local-orders-sweep", soon), context());
    await sweep();
    await sweep();
    expect(account.events.take()).toMatchObject([{ detail: { data: { orderId: json.id } } }]);
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

  test("holds the orders of all customers unless a customer is named, and has no empty last page", async () => {
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

  test("a method that a path does not take is refused, with those that it takes", async () => {
    const { status, headers } = await call("DELETE", "/orders");
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET, POST" });
  });

  test("the service says that it is well", async () => {
    expect(await call("GET", "/orders/health")).toMatchObject({ status: 200, json: { status: "ok" } });
  });
});
