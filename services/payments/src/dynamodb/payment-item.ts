import type { Payment } from "../domain/payment";

/**
 * The table's layout. `stack.ts` makes it; events that wait to be published lie in it as well (`platform/outbox`).
 *
 * | partition key `pk` | sort key `sk` | holds                    |
 * |--------------------|---------------|--------------------------|
 * | PAYMENT#order id   | PAYMENT       | the payment of one order |
 * | OUTBOX             | time#id       | an event                 |
 */
export function paymentKey(orderId: string) {
  return { pk: `PAYMENT#${orderId}`, sk: "PAYMENT" };
}

/** The payment in an item that this service wrote. */
export function fromItem(item: Record<string, unknown>): Payment {
  const { pk: _pk, sk: _sk, ...payment } = item;
  return payment as unknown as Payment;
}
