import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cancelledEvent, placedEvent } from "../../../services/orders/src/announcements";
import { cancelOrder } from "../../../services/orders/src/cancel-order";
import type { Order, PlacedOrder } from "../../../services/orders/src/domain/order";
import { connect } from "../../../services/orders/src/dynamodb/connect";
import { encodeCursor } from "../../../services/orders/src/http/cursor";
import {
  cancellation,
  idempotencyKey,
  ifMatch,
  listQuery,
  orderRequest,
} from "../../../services/orders/src/http/schema";
import { placeOrder } from "../../../services/orders/src/place-order";
import { context as service } from "../plain/context";
import { MAX_BODY_BYTES, parse } from "../plain/parse";
import { bodyTooLarge, malformedJson, mediaType, notFound, type Problem, problemOf } from "../plain/problem";

const { orders } = connect(service);

/** The HTTP API of `orders` on hono alone. */
export const app = new Hono();

app.onError((error, context) =>
  problemResponse(context, problemOf(error, context.req.method, context.req.path)),
);
app.notFound((context) => problemResponse(context, notFound(`${context.req.method} ${context.req.path}`)));
app.use(
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw bodyTooLarge();
    },
  }),
);

app.get("/orders/health", (context) => context.json({ status: "ok" }));

app.post("/orders", async (context) => {
  const request = parse(orderRequest, await jsonBody(context), "the body");
  const header = context.req.header("idempotency-key");
  const key = parse(idempotencyKey.optional(), header, "the header Idempotency-Key");
  const announcement = (order: PlacedOrder) => placedEvent(service, order);
  const { order, replayed } = await placeOrder(orders, request, key, announcement, new Date());
  context.header("location", `/orders/${order.id}`);
  if (replayed) context.header("idempotency-replayed", "true");
  return orderResponse(context, order, 201);
});

app.get("/orders", async (context) => {
  const { cursor, ...query } = parse(listQuery, context.req.query(), "the query");
  const page = await orders.list({ ...query, after: cursor });
  return context.json({ orders: page.orders, ...(page.next && { nextCursor: encodeCursor(page.next) }) });
});

app.get("/orders/:id", async (context) => {
  const id = context.req.param("id");
  const order = await orders.find(id);
  if (!order) throw notFound(`order ${id}`);
  return orderResponse(context, order, 200);
});

app.post("/orders/:id/cancel", async (context) => {
  const id = context.req.param("id");
  const { reason } = parse(cancellation, await jsonBody(context, { optional: true }), "the body");
  const tag = parse(ifMatch.optional(), context.req.header("if-match"), "the header If-Match");
  const version = tag === undefined ? undefined : Number(tag.slice(1, -1));
  const change = { now: new Date(), by: "customer", reason } as const;
  const order = await cancelOrder(orders, id, version, change, (order) => cancelledEvent(service, order));
  if (!order) throw notFound(`order ${id}`);
  return orderResponse(context, order, 200);
});

async function jsonBody(context: Context, { optional = false } = {}): Promise<unknown> {
  const text = await context.req.text();
  if (optional && text === "") return {};
  const found = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (found !== "application/json") throw mediaType(found);
  try {
    return JSON.parse(text);
  } catch {
    throw malformedJson();
  }
}

function orderResponse(context: Context, order: Order, status: 200 | 201): Response {
  context.header("etag", `"${order.version}"`);
  return context.json(order, status);
}

function problemResponse(context: Context, problem: Problem): Response {
  return context.body(JSON.stringify(problem), problem.status, {
    "content-type": "application/problem+json",
  });
}
