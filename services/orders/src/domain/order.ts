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

/** An order that waits for its payment. */
export interface PlacedOrder extends Placement {
  readonly status: "placed";
}

/** The money that was taken for an order. */
export interface Payment {
  readonly paymentId: string;
  readonly paidAt: string;
}

/** An order that is to be fulfilled. */
export interface PaidOrder extends Placement, Payment {
  readonly status: "paid";
}

/** An order that its customer withdrew, or whose payment was declined. It stays readable; there is no way back. */
export interface CancelledOrder extends Placement, Partial<Payment> {
  readonly status: "cancelled";
  readonly cancelledAt: string;
  readonly cancelledBy: Canceller;
  readonly cancellationReason?: string;
}

/** Who cancels orders. */
export type Canceller = "customer" | "payment";

/** An order in any state: `placed → paid → cancelled`, or `placed → cancelled`. */
export type Order = PlacedOrder | PaidOrder | CancelledOrder;

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
 * Notes that an order is paid: its next version.
 *
 * @throws OrderStateError if it is paid already, or cancelled
 */
export function pay(order: Order, { paymentId, paidAt }: Payment): PaidOrder {
  if (order.status !== "placed") throw alreadyError(order);
  return { ...order, status: "paid", paymentId, paidAt, version: order.version + 1 };
}

/**
 * Cancels an order: its next version. A paid one keeps what says so.
 *
 * @throws OrderStateError if it is cancelled already, or if it is paid and its payment is what would cancel it
 */
export function cancel(
  order: Order,
  { now, by, reason }: { readonly now: Date; readonly by: Canceller; readonly reason?: string | undefined },
): CancelledOrder {
  if (order.status === "cancelled" || (order.status === "paid" && by === "payment"))
    throw alreadyError(order);
  return {
    ...order,
    status: "cancelled",
    cancelledAt: now.toISOString(),
    cancelledBy: by,
    version: order.version + 1,
    ...(reason === undefined ? {} : { cancellationReason: reason }),
  };
}

function alreadyError(order: Order): OrderStateError {
  return new OrderStateError(`order ${order.id} is ${order.status} already`);
}
