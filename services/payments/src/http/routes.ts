import { Hono } from "hono";
import { notFound } from "../../../../platform/runtime/http/problem";
import type { PaymentsContext } from "../context";
import { connect } from "../dynamodb/connect";
import { toView } from "./payment-view";

/** The HTTP API. */
export function routes(service: PaymentsContext): Hono {
  const { payments } = connect(service);
  const app = new Hono();

  app.get("/payments/:orderId", async (context) => {
    const orderId = context.req.param("orderId");
    const payment = await payments.find(orderId);
    if (!payment) throw notFound(`a payment for the order ${orderId}`);
    return context.json(toView(payment));
  });

  return app;
}
