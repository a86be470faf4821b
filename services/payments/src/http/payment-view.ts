import type { Payment } from "../domain/payment";

/** A payment as clients see it: without the provider's idempotency key. */
export function toView({ idempotencyKey: _, ...payment }: Payment) {
  return payment;
}
