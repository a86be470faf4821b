import { isDeepStrictEqual } from "node:util";
import type { Event } from "../../../platform/events/define-event";
import { type Order, type OrderRequest, type PlacedOrder, place } from "./domain/order";
import { orderIdOf, randomOrderId } from "./domain/order-id";
import type { Orders } from "./domain/orders";

/** An idempotency key came again with another order. */
export class KeyReuseError extends Error {
  override readonly name = "KeyReuseError";
}

/**
 * Places an order. With an idempotency key, a repeated request gets the order that the first one placed, as it is now, and
 * places nothing.
 *
 * @param announcement the event that announces the order
 * @throws KeyReuseError if the customer used the key for another order
 */
export async function placeOrder(
  orders: Orders,
  request: OrderRequest,
  idempotencyKey: string | undefined,
  announcement: (order: PlacedOrder) => Event,
  now: Date,
): Promise<{ readonly order: Order; readonly replayed: boolean }> {
  const id = idempotencyKey === undefined ? randomOrderId() : orderIdOf(request.customerId, idempotencyKey);
  const order = place(request, { id, now });
  if ((await orders.add(order, announcement(order))) === "added") return { order, replayed: false };
  const existing = await orders.find(id);
  if (!existing) throw new Error(`order ${id} exists, but cannot be read`);
  if (!sameRequest(existing, request)) throw new KeyReuseError(`order ${id} was placed with other contents`);
  return { order: existing, replayed: true };
}

function sameRequest(order: Order, { customerId, currency, lines }: OrderRequest): boolean {
  return isDeepStrictEqual(
    { customerId: order.customerId, currency: order.currency, lines: order.lines },
    { customerId, currency, lines },
  );
}
