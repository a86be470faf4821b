import type { Context } from "hono";
import { OrderStateError } from "../domain/order";
import { VersionConflictError } from "../domain/orders";
import { KeyReuseError } from "../place-order";
import { Problem, problemResponse } from "./problem";

/** The response to a request that failed; what the client cannot mend is logged, not shown. */
export function failureResponse(error: Error, context: Context): Response {
  const problem = toProblem(error);
  if (problem) return problemResponse(context, problem);
  const { method, path } = context.req;
  console.error(
    JSON.stringify({ level: "error", message: "request failed", method, path, error: error.stack }),
  );
  return problemResponse(
    context,
    new Problem(500, "internal", "The service failed", "the service failed on this request; try again"),
  );
}

/** What a client is told about an error of the domain, or undefined for a fault of ours. */
function toProblem(error: Error): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof OrderStateError) {
    return new Problem(409, "order-state", "The order's state does not allow this", error.message);
  }
  if (error instanceof VersionConflictError) {
    return new Problem(
      412,
      "version-conflict",
      "The order has changed",
      `${error.message}; read it again and decide anew`,
    );
  }
  if (error instanceof KeyReuseError) {
    return new Problem(
      422,
      "idempotency-key-reuse",
      "The idempotency key was used for another order",
      `${error.message}; take a new Idempotency-Key for a new order`,
    );
  }
  return undefined;
}
