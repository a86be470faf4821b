import express from "express";
import { cancelledEvent, placedEvent } from "../../../services/orders/src/announcements";
import { cancelOrder } from "../../../services/orders/src/cancel-order";
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
import { context } from "../plain/context";
import { MAX_BODY_BYTES, parse } from "../plain/parse";
import { bodyTooLarge, malformedJson, mediaType, notFound, problemOf } from "../plain/problem";

const { orders } = connect(context);

/** The HTTP API of `orders` on Express. */
export const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.use(express.json({ limit: MAX_BODY_BYTES, strict: false }));

app.get("/orders/health", (_, response) => {
  response.json({ status: "ok" });
});

app.post("/orders", async (request, response) => {
  const order = parse(orderRequest, jsonBody(request), "the body");
  const key = parse(idempotencyKey.optional(), request.get("idempotency-key"), "the header Idempotency-Key");
  const announcement = (placed) => placedEvent(context, placed);
  const { order: placed, replayed } = await placeOrder(orders, order, key, announcement, new Date());
  response.status(201).set("location", `/orders/${placed.id}`);
  if (replayed) response.set("idempotency-replayed", "true");
  sendOrder(response, placed);
});

app.get("/orders", async (request, response) => {
  const { cursor, ...query } = parse(listQuery, { ...request.query }, "the query");
  const page = await orders.list({ ...query, after: cursor });
  response.json({ orders: page.orders, ...(page.next && { nextCursor: encodeCursor(page.next) }) });
});

app.get("/orders/:id", async (request, response) => {
  const { id } = request.params;
  const order = await orders.find(id);
  if (!order) throw notFound(`order ${id}`);
  sendOrder(response, order);
});

app.post("/orders/:id/cancel", async (request, response) => {
  const { id } = request.params;
  const { reason } = parse(cancellation, jsonBody(request, { optional: true }), "the body");
  const tag = parse(ifMatch.optional(), request.get("if-match"), "the header If-Match");
  const version = tag === undefined ? undefined : Number(tag.slice(1, -1));
  const change = { now: new Date(), by: "customer", reason };
  const order = await cancelOrder(orders, id, version, change, (cancelled) =>
    cancelledEvent(context, cancelled),
  );
  if (!order) throw notFound(`order ${id}`);
  sendOrder(response, order);
});

app.use((request) => {
  throw notFound(`${request.method} ${request.path}`);
});

// Express recognizes an error handler by its four parameters.
app.use((error, request, response, _next) => {
  const problem = problemOf(requestError(error), request.method, request.path);
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
});

/** The body that `express.json` has parsed; it ignores other media types. */
function jsonBody(request, { optional = false } = {}) {
  if (optional && !Number(request.get("content-length"))) return {};
  if (!request.is("application/json")) throw mediaType(request.get("content-type"));
  return request.body;
}

/** Errors of `express.json` as problems. */
function requestError(error) {
  if (error.type === "entity.too.large") return bodyTooLarge();
  if (error.type === "entity.parse.failed") return malformedJson();
  return error;
}

function sendOrder(response, order) {
  response.set("etag", `"${order.version}"`).json(order);
}
