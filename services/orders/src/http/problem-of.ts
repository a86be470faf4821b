import { Problem } from "../../../../platform/runtime/http/problem";
import { OrderStateError } from "../domain/order";
import { VersionConflictError } from "../domain/orders";
import { KeyReuseError } from "../place-order";

/** The problem that an error of the domain is, or undefined for any other error. */
export function problemOf(error: Error): Problem | undefined {
  if (error instanceof OrderStateError) {
    return new Problem(409, "order-state", "The order's state does not allow this", error.message);
  }
  if (error instanceof VersionConflictError) {
    const detail = `${error.message}; read it again and decide again`;
    return new Problem(412, "version-conflict", "The order has changed", detail);
  }
  if (error instanceof KeyReuseError) {
    const detail = `${error.message}; take a new Idempotency-Key for a new order`;
    return new Problem(
      422,
      "idempotency-key-reuse",
      "The idempotency key was used for another order",
      detail,
    );
  }
  return undefined;
}
