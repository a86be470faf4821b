import type { Event } from "../../../platform/events/define-event";
import { type CancelledOrder, cancel, type Order, OrderStateError, type Payment, pay } from "./domain/order";
import type { Orders } from "./domain/orders";

/** What a payment's outcome did: `repeated` if the order said so already, `late` if it had been cancelled or paid otherwise. */
export type Settlement = "settled" | "repeated" | "late";

/** A payment for an order that was never placed. */
class UnknownOrderError extends Error {
  override readonly name = "UnknownOrderError";
}

/**
 * Notes that an order is paid. What repeats or comes too late changes nothing.
 *
 * @throws UnknownOrderError; VersionConflictError if the order changes at the same moment
 */
export async function payOrder(orders: Orders, id: string, payment: Payment): Promise<Settlement> {
  const order = await known(orders, id);
  const settled = await attempt(() => orders.replace(pay(order, payment)));
  if (settled) return "settled";
  return order.status !== "placed" && order.paymentId === payment.paymentId ? "repeated" : "late";
}

/**
 * Cancels an order whose payment was declined. What repeats or comes too late changes nothing.
 *
 * @param announcement the event that announces the cancellation
 * @throws UnknownOrderError; VersionConflictError if the order changes at the same moment
 */
export async function declineOrder(
  orders: Orders,
  id: string,
  { reason, now }: { readonly reason: string; readonly now: Date },
  announcement: (order: CancelledOrder) => Event,
): Promise<Settlement> {
  const order = await known(orders, id);
  const settled = await attempt(() => {
    const cancelled = cancel(order, { now, by: "payment", reason });
    return orders.replace(cancelled, announcement(cancelled));
  });
  if (settled) return "settled";
  return order.status === "cancelled" && order.cancelledBy === "payment" ? "repeated" : "late";
}

async function known(orders: Orders, id: string): Promise<Order> {
  const order = await orders.find(id);
  if (!order) throw new UnknownOrderError(`there is no order ${id} to be paid`);
  return order;
}

/** Whether the order's state allowed the change. */
async function attempt(change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (error instanceof OrderStateError) return false;
    throw error;
  }
}
