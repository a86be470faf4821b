import { type Currency, type MinorUnits, sum } from "./money";

/** One article of an order. */
export interface OrderLine {
  readonly sku: string;
  /** A whole number from 1. */
  readonly quantity: number;
  readonly unitPrice: MinorUnits;
}

/** What a customer asks for. */
export interface OrderRequest {
  readonly customerId: string;
  readonly currency: Currency;
  readonly lines: readonly OrderLine[];
}

interface Placement extends OrderRequest {
  readonly id: string;
  /** Sum over the lines, fixed when the order is placed. */
  readonly total: MinorUnits;
  /** When the order was placed: ISO 8601 in UTC, so that text order is time order. */
  readonly placedAt: string;
  /** Counts the changes of the order, from 1: what optimistic concurrency compares. */
  readonly version: number;
}

/** An order that is to be fulfilled. */
export interface PlacedOrder extends Placement {
  readonly status: "placed";
}

/** An order that its customer withdrew. It stays readable; there is no way back. */
export interface CancelledOrder extends Placement {
  readonly status: "cancelled";
  readonly cancelledAt: string;
  readonly cancellationReason?: string;
}

/** An order in any state: `placed → cancelled`. */
export type Order = PlacedOrder | CancelledOrder;

/** A change that the order's state does not allow. */
export class OrderStateError extends Error {
  override readonly name = "OrderStateError";
}

/** Places an order: its first version. */
export function place(
  request: OrderRequest,
  { id, now }: { readonly id: string; readonly now: Date },
): PlacedOrder {
  const { customerId, currency, lines } = request;
  return {
    id,
    customerId,
    currency,
    lines,
    total: sum(lines),
    status: "placed",
    placedAt: now.toISOString(),
    version: 1,
  };
}

/**
 * Cancels an order: its next version.
 *
 * @throws OrderStateError if it is cancelled already
 */
export function cancel(
  order: Order,
  { now, reason }: { readonly now: Date; readonly reason?: string | undefined },
): CancelledOrder {
  if (order.status !== "placed") throw new OrderStateError(`order ${order.id} is ${order.status} already`);
  return {
    ...order,
    status: "cancelled",
    cancelledAt: now.toISOString(),
    version: order.version + 1,
    ...(reason === undefined ? {} : { cancellationReason: reason }),
  };
}
