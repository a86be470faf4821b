import { orderCancelled } from "../../../platform/contracts/orders/order-cancelled";
import { orderPlaced } from "../../../platform/contracts/orders/order-placed";
import type { EventOf } from "../../../platform/events/define-event";
import type { ServiceContext } from "../../../platform/runtime/service-context";
import type { CancelledOrder, PlacedOrder } from "./domain/order";

/** The event that announces a new order. */
export function placedEvent(context: ServiceContext, order: PlacedOrder): EventOf<typeof orderPlaced> {
  const { id: orderId, customerId, currency, total, lines, placedAt } = order;
  return context.newEvent(orderPlaced, {
    orderId,
    customerId,
    currency,
    total,
    lines: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
    placedAt,
  });
}

/** The event that announces a cancelled order. */
export function cancelledEvent(
  context: ServiceContext,
  order: CancelledOrder,
): EventOf<typeof orderCancelled> {
  const {
    id: orderId,
    customerId,
    currency,
    total,
    cancelledAt,
    cancelledBy: by,
    cancellationReason,
  } = order;
  return context.newEvent(orderCancelled, {
    orderId,
    customerId,
    currency,
    total,
    cancelledAt,
    by,
    ...(cancellationReason !== undefined && { reason: cancellationReason }),
  });
}
