import { type Context, Hono } from "hono";
import { failureResponse } from "../../../../platform/runtime/http/failure";
import { jsonBody } from "../../../../platform/runtime/http/json-body";
import { parse } from "../../../../platform/runtime/http/parse";
import { notFound } from "../../../../platform/runtime/http/problem";
import { cancelledEvent, placedEvent } from "../announcements";
import { cancelOrder } from "../cancel-order";
import type { OrdersContext } from "../context";
import type { Order, PlacedOrder } from "../domain/order";
import { connect } from "../dynamodb/connect";
import { placeOrder } from "../place-order";
import { encodeCursor } from "./cursor";
import { problemOf } from "./problem-of";
import { cancellation, idempotencyKey, ifMatch, listQuery, orderRequest } from "./schema";

/** The HTTP API. */
export function routes(service: OrdersContext): Hono {
  const { orders } = connect(service);
  const app = new Hono();
  app.onError(failureResponse(problemOf));

  app.get("/orders/health", (context) => context.json({ status: "ok" }));

  app.post("/orders", async (context) => {
    const request = parse(orderRequest, await jsonBody(context), "the body");
    const key = parse(
      idempotencyKey.optional(),
      context.req.header("idempotency-key"),
      "the header Idempotency-Key",
    );
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

  return app;
}

/** An order with its version as entity tag, to be sent back in `If-Match`. */
function orderResponse(context: Context, order: Order, status: 200 | 201): Response {
  context.header("etag", `"${order.version}"`);
  return context.json(order, status);
}
