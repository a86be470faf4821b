import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cancelOrder } from "../cancel-order";
import type { Order } from "../domain/order";
import type { Orders } from "../domain/orders";
import { placeOrder } from "../place-order";
import { bodyTooLarge, jsonBody, MAX_BODY_BYTES } from "./body";
import { encodeCursor } from "./cursor";
import { failureResponse } from "./failure";
import { Problem, problemResponse } from "./problem";
import { cancellation, idempotencyKey, ifMatch, listQuery, orderRequest, parse } from "./schema";

/** The HTTP API of the orders in `orders`, on any runtime that speaks `Request` and `Response`. */
export function createApp(orders: Orders, clock: () => Date = () => new Date()): Hono {
  const app = new Hono();
  app.onError(failureResponse);
  app.notFound((context) => problemResponse(context, notFound(`${context.req.method} ${context.req.path}`)));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: bodyTooLarge }));

  app.get("/orders/health", (context) => context.json({ status: "ok" }));

  app.post("/orders", async (context) => {
    const request = parse(orderRequest, await jsonBody(context), "the body");
    const key = parse(
      idempotencyKey.optional(),
      context.req.header("idempotency-key"),
      "the header Idempotency-Key",
    );
    const { order, replayed } = await placeOrder(orders, request, key, clock());
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
    const order = await cancelOrder(orders, id, version, { now: clock(), reason });
    if (!order) throw notFound(`order ${id}`);
    return orderResponse(context, order, 200);
  });

  return app;
}

/** An order with its version as entity tag, to be sent back in `If-Match`. */
function orderResponse(context: Context, order: Order, status: 200 | 201): Response {
  context.header("etag", `"${order.version}"`);
  return context.json(order, status);
}

function notFound(what: string): Problem {
  return new Problem(404, "not-found", "There is no such thing", `${what} does not exist`);
}
