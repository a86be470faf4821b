import type { orderPlaced } from "../../../../platform/contracts/orders/order-placed";
import type { EventOf } from "../../../../platform/events/define-event";
import { count } from "../../../../platform/observability/metrics";
import { withSpan } from "../../../../platform/observability/tracing";
import { announcement } from "../announcement";
import { capturePayment } from "../capture-payment";
import type { PaymentsContext } from "../context";
import type { SettledPayment } from "../domain/payment";
import { connect } from "../dynamodb/connect";
import { SandboxProvider } from "../provider/sandbox-provider";

/**
 * Captures the payment of an order that was placed. A message fails, and comes again, if the provider is not available; one that
 * the provider rejects fails each time and ends in the dead-letter queue.
 */
export async function handle(event: EventOf<typeof orderPlaced>, context: PaymentsContext): Promise<void> {
  const { orderId, customerId, currency, total: amount } = event.data;
  const cashier = {
    payments: connect(context).payments,
    provider: new SandboxProvider(),
    announcement: (payment: SettledPayment) => announcement(context, payment),
    clock: () => new Date(),
  };
  const { payment, repeated } = await withSpan("capture payment", () =>
    capturePayment(cashier, { orderId, customerId, currency, amount }, event.id),
  );
  if (repeated) count("DuplicateSkipped");
  else count(payment.status === "captured" ? "PaymentsCaptured" : "PaymentsDeclined");
  const { status, attempts } = payment;
  context.logger.info(repeated ? "payment was settled before" : "payment settled", {
    orderId,
    status,
    attempts,
  });
}
