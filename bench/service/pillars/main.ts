import { withInvocation } from "../../../platform/observability/invocation";
import { logger } from "../../../platform/observability/logger";
import { count } from "../../../platform/observability/metrics";
import { redact } from "../../../platform/observability/redaction/redact";
import { withSpan } from "../../../platform/observability/tracing";

const context = { awsRequestId: crypto.randomUUID(), functionName: "bench-pillars", functionVersion: "1" };
const invocation = { context, correlationId: crypto.randomUUID(), trigger: "http" };

/** An order as a service may log it: some of it has to be redacted. */
const ORDER = {
  orderId: "ord_3g8q0r6m5f1k2v9c4e7h0a1b2d",
  customer: { id: "alice", email: "alice@example.com", phone: "+49 30 1234567" },
  lines: [
    { sku: "tea", quantity: 2, unitPrice: 450 },
    { sku: "cup", quantity: 1, unitPrice: 1200 },
  ],
  payment: { method: "card", cardNumber: "4111 1111 1111 1111", token: "tok_1" },
  total: 2100,
};

const LINE = { level: "INFO", message: "order placed", service: "orders", ...invocation };

const nothing = async () => {};

/** The work of an invocation, by name of the case. */
export const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  "empty handler": nothing,
  "plain console.log of JSON": async () =>
    console.log(JSON.stringify({ ...LINE, timestamp: new Date().toISOString(), orderId: ORDER.orderId })),
  invocation: () => withInvocation(invocation, nothing),
  "invocation + log line": () =>
    withInvocation(invocation, () => logger.info("order placed", { orderId: ORDER.orderId })),
  "invocation + log line of an order": () =>
    withInvocation(invocation, () => logger.info("order placed", ORDER)),
  "invocation + metric": () => withInvocation(invocation, () => count("OrdersPlaced")),
  "invocation + span": () => withInvocation(invocation, () => withSpan("place order", nothing)),
  "invocation + all three": () =>
    withInvocation(invocation, () =>
      withSpan("place order", async () => {
        logger.info("order placed", { orderId: ORDER.orderId });
        count("OrdersPlaced");
      }),
    ),
  "redaction of an order": async () => redact(ORDER),
};
