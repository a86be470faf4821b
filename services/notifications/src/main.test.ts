import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from "aws-lambda";
import { orderPlaced } from "../../../platform/contracts/orders/order-placed";
import { paymentCaptured } from "../../../platform/contracts/payments/payment-captured";
import { paymentDeclined } from "../../../platform/contracts/payments/payment-declined";
import { newEvent } from "../../../platform/events/new-event";
import { eventBridgeEvent, scheduleEvent } from "../../../platform/runtime/testing/eventbridge-event";
import { httpEvent } from "../../../platform/runtime/testing/http-event";
import { lambdaContext } from "../../../platform/runtime/testing/lambda-context";
import { sqsEvent } from "../../../platform/runtime/testing/sqs-event";
import { type ServiceAccount, startServiceAccount } from "../../../tools/service-test/service-account";
import { stack } from "../stack";
import type { Message } from "./domain/message";
import type { NotifiedEvent } from "./notified";

// The handler as Lambda runs it, with the events of its triggers, against a local account.

let account: ServiceAccount;
let handler: typeof import("./main").handler;

beforeAll(async () => {
  account = await startServiceAccount(stack, { ORDERS_URL: "https://shop.example/orders" });
  handler = require("./main").handler;
}, 60_000);

afterAll(async () => {
  await account.close();
});

const context = () => lambdaContext("local-notifications");
const cause = { correlationId: "test" };

let count = 0;

/** An order's events, as if they had happened at a time. */
function eventsOf(customerId: string, time: string, total = 900) {
  count += 1;
  const common = { orderId: `ord_${count}`, customerId, currency: "EUR" };
  const lines = [{ sku: "tea", quantity: 2, unitPrice: total / 2 }];
  const declined = { reason: "card-expired", declinedAt: time } as const;
  return {
    placed: { ...newEvent(orderPlaced, { ...common, total, lines, placedAt: time }, cause), time },
    captured: {
      ...newEvent(paymentCaptured, { ...common, amount: total, paymentId: "pay_1", capturedAt: time }, cause),
      time,
    },
    declined: { ...newEvent(paymentDeclined, { ...common, amount: total, ...declined }, cause), time },
  };
}

async function deliver(...events: readonly NotifiedEvent[]): Promise<void> {
  const bodies = events.map((event) => ({ body: eventBridgeEvent(event) }));
  const answer = await handler(sqsEvent("local-notifications-messages", bodies), context());
  expect((answer as SQSBatchResponse).batchItemFailures).toEqual([]);
}

async function get(path: string, query: Readonly<Record<string, string>> = {}) {
  const answer = await handler(httpEvent("GET", path, { query }), context());
  const { statusCode: status, body } = answer as APIGatewayProxyStructuredResultV2;
  return { status, json: JSON.parse(body ?? "null") };
}

describe("a customer's inbox", () => {
  test("reports the order, and what became of its payment, newest first", async () => {
    const { placed } = eventsOf("alice", "2026-11-23T12:00:00.000Z");
    const { captured } = eventsOf("alice", "2026-11-23T12:00:01.000Z");
    const { declined } = eventsOf("alice", "2026-11-23T12:00:02.000Z");
    await deliver(placed, captured, declined);
    const { status, json } = await get("/notifications", { customerId: "alice" });
    expect(status).toBe(200);
    expect(json.notifications.map(({ kind }: Message) => kind)).toEqual([
      "payment-declined",
      "payment-captured",
      "order-placed",
    ]);
    expect(json.notifications[2]).toEqual({
      id: placed.id,
      kind: "order-placed",
      customerId: "alice",
      orderId: placed.data.orderId,
      amount: 900,
      currency: "EUR",
      at: placed.time,
      subject: expect.stringContaining(placed.data.orderId),
      text: expect.stringContaining(`https://shop.example/orders/${placed.data.orderId}`),
    });
  });

  test("has one message for an event that comes twice", async () => {
    const { placed } = eventsOf("bob", "2026-11-23T12:00:00.000Z");
    await deliver(placed, placed);
    await deliver(placed);
    expect((await get("/notifications", { customerId: "bob" })).json.notifications).toHaveLength(1);
  });

  test("is read page by page, and has no empty last page", async () => {
    const times = [1, 2, 3, 4].map((second) => `2026-11-23T12:00:0${second}.000Z`);
    await deliver(...times.map((time) => eventsOf("carol", time).placed));
    const seen: string[][] = [];
    let cursor: string | undefined;
    do {
      const query = { customerId: "carol", limit: "2", ...(cursor !== undefined && { cursor }) };
      const { json } = await get("/notifications", query);
      seen.push(json.notifications.map(({ at }: Message) => at));
      cursor = json.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([
      [times[3], times[2]],
      [times[1], times[0]],
    ]);
  });

  test.each([
    [{}, "/customerId"],
    [{ customerId: "a b" }, "/customerId"],
    [{ customerId: "alice", limit: "0" }, "/limit"],
    [{ customerId: "alice", cursor: "bm8" }, "/cursor"],
  ])("is not read by the query %j", async (query, pointer) => {
    const answer = await get("/notifications", query as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer }] } });
  });
});

describe("the digest", () => {
  test("of the day before the schedule's time counts and sums that day's messages", async () => {
    const before = eventsOf("dan", "2026-11-19T23:59:59.999Z");
    const first = eventsOf("dan", "2026-11-20T00:00:00.000Z", 1000);
    const second = eventsOf("erin", "2026-11-20T23:59:59.999Z", 500);
    await deliver(before.placed, first.placed, first.captured, second.placed, second.declined);
    await handler(scheduleEvent("local-notifications-digest", "2026-11-21T06:00:00Z"), context());

    const { status, json } = await get("/notifications/digests/2026-11-20");
    expect(status).toBe(200);
    expect(json).toEqual({
      day: "2026-11-20",
      tallies: {
        "order-placed": { count: 2, sums: { EUR: 1500 } },
        "payment-captured": { count: 1, sums: { EUR: 1000 } },
        "payment-declined": { count: 1, sums: { EUR: 500 } },
      },
      text: expect.stringContaining("orders placed: 2 (€15.00)"),
    });
  });

  test("that was not made is not found, and a day that is none is refused", async () => {
    expect((await get("/notifications/digests/2020-01-01")).status).toBe(404);
    expect((await get("/notifications/digests/2020-13-01")).status).toBe(400);
  });
});
