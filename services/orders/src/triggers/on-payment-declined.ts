import type { paymentDeclined } from "../../../../platform/contracts/payments/payment-declined";
import type { EventOf } from "../../../../platform/events/define-event";
import { cancelledEvent } from "../announcements";
import type { OrdersContext } from "../context";
import { connect } from "../dynamodb/connect";
import { declineOrder } from "../settle-order";

/** The order cannot be paid, and is cancelled. */
export async function handle(
  { data: { orderId, reason } }: EventOf<typeof paymentDeclined>,
  context: OrdersContext,
): Promise<void> {
  const { orders } = connect(context);
  const outcome = await declineOrder(orders, orderId, { reason, now: new Date() }, (order) =>
    cancelledEvent(context, order),
  );
  context.logger.info("payment declined", { orderId, reason, outcome });
}
