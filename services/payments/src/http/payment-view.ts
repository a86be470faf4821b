import type { Payment } from "../domain/payment";

/** A payment as clients see it: the provider's idempotency key is nobody else's business. */
export function toView({ idempotencyKey: _, ...payment }: Payment) {
  return payment;
}
