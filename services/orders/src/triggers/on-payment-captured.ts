import type { paymentCaptured } from "../../../../platform/contracts/payments/payment-captured";
import type { EventOf } from "../../../../platform/events/define-event";
import { count } from "../../../../platform/observability/metrics";
import type { OrdersContext } from "../context";
import { connect } from "../dynamodb/connect";
import { payOrder } from "../settle-order";

/** The order is paid. If it was cancelled in the meantime, someone has to give the money back. */
export async function handle(
  { data: { orderId, paymentId, capturedAt } }: EventOf<typeof paymentCaptured>,
  context: OrdersContext,
): Promise<void> {
  const { orders } = connect(context);
  const outcome = await payOrder(orders, orderId, { paymentId, paidAt: capturedAt });
  context.logger.info("payment captured", { orderId, outcome });
  if (outcome !== "late") return;
  count("CapturedForCancelledOrder");
  context.logger.warn("money was captured for an order that is cancelled; refund it", { orderId, paymentId });
}
