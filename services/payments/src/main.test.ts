import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from "aws-lambda";
import { orderPlaced } from "../../../platform/contracts/orders/order-placed";
import type { EventOf } from "../../../platform/events/define-event";
import { newEvent } from "../../../platform/events/new-event";
import { eventBridgeEvent, scheduleEvent } from "../../../platform/runtime/testing/eventbridge-event";
import { httpEvent } from "../../../platform/runtime/testing/http-event";
import { lambdaContext } from "../../../platform/runtime/testing/lambda-context";
import { sqsEvent } from "../../../platform/runtime/testing/sqs-event";
import { type ServiceAccount, startServiceAccount } from "../../../tools/service-test/service-account";
import { stack } from "../stack";

// The handler as Lambda runs it, with the events of its triggers, against a local account.

let account: ServiceAccount;
let handler: typeof import("./main").handler;

beforeAll(async () => {
  account = await startServiceAccount(stack);
  handler = require("./main").handler;
}, 60_000);

beforeEach(() => {
  account.events.take();
});

afterAll(async () => {
  await account.close();
});

const context = () => lambdaContext("local-payments", 5_000);

let count = 0;

/** An order of a total, as orders announces it. */
function order(total: number): EventOf<typeof orderPlaced> {
  count += 1;
  const lines = [{ sku: "tea", quantity: 1, unitPrice: total }];
  const placed = { orderId: `ord_${count}`, customerId: "alice", currency: "EUR", total, lines };
  const cause = { correlationId: `correlation-${count}` };
  return newEvent(orderPlaced, { ...placed, placedAt: "2026-11-23T12:00:00.000Z" }, cause);
}

/** Delivers bodies of messages in one batch. Answers which of them failed, by their places in it. */
async function deliver(...bodies: readonly unknown[]): Promise<number[]> {
  const batch = sqsEvent(
    "local-payments-captures",
    bodies.map((body, index) => ({ body, messageId: String(index) })),
  );
  const { batchItemFailures } = (await handler(batch, context())) as SQSBatchResponse;
  return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
}

async function payment({ data: { orderId } }: EventOf<typeof orderPlaced>) {
  const answer = await handler(httpEvent("GET", `/payments/${orderId}`), context());
  const { statusCode: status, body } = answer as APIGatewayProxyStructuredResultV2;
  return { status, json: JSON.parse(body ?? "null") };
}

describe("an order that was placed", () => {
  test("is captured, and it is announced under the same correlation id", async () => {
    const placed = order(900);
    const { orderId } = placed.data;
    expect(await deliver(eventBridgeEvent(placed))).toEqual([]);
    const { status, json } = await payment(placed);
    expect(status).toBe(200);
    expect(json).toEqual({
      orderId,
      customerId: "alice",
      currency: "EUR",
      amount: 900,
      status: "captured",
      paymentId: expect.stringMatching(/^sandbox_/),
      attempts: 1,
      startedAt: expect.any(String),
      capturedAt: expect.any(String),
    });
    const { paymentId, capturedAt } = json;
    expect(account.events.take()).toEqual([
      {
        source: "local.payments",
        type: "payments.PaymentCaptured.v1",
        detail: {
          id: `payment-${orderId}`,
          time: expect.any(String),
          correlationId: placed.correlationId,
          data: { orderId, customerId: "alice", currency: "EUR", amount: 900, paymentId, capturedAt },
        },
      },
    ]);
  });

  test("is declined if the provider says so, and the reason is announced", async () => {
    const placed = order(1402);
    expect(await deliver(eventBridgeEvent(placed))).toEqual([]);
    expect((await payment(placed)).json).toMatchObject({ status: "declined", reason: "insufficient-funds" });
    const data = expect.objectContaining({ orderId: placed.data.orderId, reason: "insufficient-funds" });
    expect(account.events.take()).toMatchObject([{ type: "payments.PaymentDeclined.v1", detail: { data } }]);
  });

  test("has no payment before that", async () => {
    expect(await payment(order(1))).toMatchObject({ status: 404, json: { type: "/problems/not-found" } });
  });
});

describe("one capture for each order", () => {
  test("if the event comes again, in a batch or later", async () => {
    const placed = order(900);
    const body = eventBridgeEvent(placed);
    await deliver(body, body, body);
    const first = (await payment(placed)).json;
    expect(await deliver(body)).toEqual([]);
    expect((await payment(placed)).json).toEqual(first);
    const captures = account.events.take().map(({ detail }) => detail);
    expect(new Set(captures.map(({ id }) => id)).size).toBe(1);
    expect(new Set(captures.map(({ data }) => data.paymentId)).size).toBe(1);
  });

  test("if another event asks for the same order", async () => {
    const placed = order(900);
    await deliver(eventBridgeEvent(placed));
    const first = (await payment(placed)).json;
    account.events.take();
    expect(await deliver(eventBridgeEvent({ ...placed, id: "another" }))).toEqual([]);
    expect((await payment(placed)).json).toEqual(first);
    expect(account.events.take()).toEqual([]);
  });

  // As after a crash between the provider's answer and the record of it.
  test("if an attempt ended after the provider was asked: the next one asks under the same key", async () => {
    const placed = order(900);
    const body = eventBridgeEvent(placed);
    const broken = "dynamodb:TransactWriteItems";
    expect(await account.without(broken, () => deliver(body))).toEqual([0]);
    expect((await payment(placed)).json).toMatchObject({ status: "started", attempts: 1 });
    const another = eventBridgeEvent({ ...placed, id: "another" });
    expect(await deliver(another)).toEqual([]);
    const { json } = await payment(placed);
    expect(json).toMatchObject({ status: "captured", attempts: 2 });

    const alone = { ...order(900), id: placed.id };
    await deliver(eventBridgeEvent(alone));
    // The sandbox makes the id of a capture from the key alone.
    expect((await payment(alone)).json.paymentId).toBe(json.paymentId);
  });
});

describe("a provider that is not well", () => {
  test("throttled: the message comes again, and is captured then", async () => {
    const placed = order(429);
    const body = eventBridgeEvent(placed);
    expect(await deliver(body)).toEqual([0]);
    expect((await payment(placed)).json).toMatchObject({ status: "started", attempts: 1 });
    expect(account.events.take()).toEqual([]);
    expect(await deliver(body)).toEqual([]);
    expect((await payment(placed)).json).toMatchObject({ status: "captured", attempts: 2 });
  });

  test("without an answer: the message fails in good time, and the others of its batch do not", async () => {
    const [hanging, fine] = [order(504), order(900)];
    expect(await deliver(eventBridgeEvent(hanging), eventBridgeEvent(fine))).toEqual([0]);
    expect((await payment(hanging)).json.status).toBe("started");
    expect((await payment(fine)).json.status).toBe("captured");
  });
});

test("what can never be captured fails each time, and only that of its batch", async () => {
  const [first, rejected, last] = [order(900), order(5422), order(900)];
  const notOurs = { ...eventBridgeEvent(first), "detail-type": "orders.OrderCancelled.v1" };
  const bodies = [first, rejected, last].map((event) => eventBridgeEvent(event));
  expect(await deliver(...bodies, "{", { orderId: 7 }, notOurs)).toEqual([1, 3, 4, 5]);
  expect(await deliver(bodies[1])).toEqual([0]);
  expect((await payment(last)).json.status).toBe("captured");
});

test("an outcome that could not be published is published by the sweep, once", async () => {
  const placed = order(900);
  expect(await account.without("events:PutEvents", () => deliver(eventBridgeEvent(placed)))).toEqual([]);
  expect(account.events.take()).toEqual([]);
  const soon = new Date(Date.now() + 60_000).toISOString();
  const sweep = () => handler(scheduleEvent("local-payments-sweep", soon), context());
  await sweep();
  await sweep();
  expect(account.events.take()).toMatchObject([{ detail: { id: `payment-${placed.data.orderId}` } }]);
});
