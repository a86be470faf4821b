import type { Event } from "../../../platform/events/define-event";
import { type CancelledOrder, type Canceller, cancel } from "./domain/order";
import { type Orders, VersionConflictError } from "./domain/orders";

/**
 * Cancels an order, or answers undefined if there is none.
 *
 * @param expectedVersion the version that the caller has seen, if it insists on it
 * @param announcement the event that announces the cancellation
 * @throws VersionConflictError if the order is at another version, or changes at the same moment
 * @throws OrderStateError if its state does not allow it
 */
export async function cancelOrder(
  orders: Orders,
  id: string,
  expectedVersion: number | undefined,
  change: { readonly now: Date; readonly by: Canceller; readonly reason?: string | undefined },
  announcement: (order: CancelledOrder) => Event,
): Promise<CancelledOrder | undefined> {
  const order = await orders.find(id);
  if (!order) return undefined;
  if (expectedVersion !== undefined && expectedVersion !== order.version) {
    throw new VersionConflictError(`order ${id} is at version ${order.version}, not ${expectedVersion}`);
  }
  const cancelled = cancel(order, change);
  await orders.replace(cancelled, announcement(cancelled));
  return cancelled;
}
