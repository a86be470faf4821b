import { OrderStateError } from "../../../services/orders/src/domain/order";
import { VersionConflictError } from "../../../services/orders/src/domain/orders";
import { KeyReuseError } from "../../../services/orders/src/place-order";
import { log } from "./context";

/** Statuses of refused requests. */
export type ProblemStatus = 400 | 404 | 409 | 412 | 413 | 415 | 422 | 500;

/** A refused request, as a problem details document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: ProblemStatus,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly { readonly pointer: string; readonly detail: string }[] = [],
  ) {
    super(detail);
  }

  /** The document. */
  toJSON() {
    const { type, title, status, detail, errors } = this;
    return { type: `/problems/${type}`, title, status, detail, ...(errors.length > 0 && { errors }) };
  }
}

export function notFound(what: string): Problem {
  return new Problem(404, "not-found", "There is no such thing", `${what} does not exist`);
}

export function mediaType(found: string | undefined): Problem {
  const detail = `the content type is ${found || "missing"}; send application/json`;
  return new Problem(415, "media-type", "The media type is not supported", detail);
}

export function malformedJson(): Problem {
  return new Problem(
    400,
    "malformed-json",
    "The body is not JSON",
    "the body is not JSON; send one JSON object",
  );
}

export function bodyTooLarge(): Problem {
  return new Problem(413, "body-too-large", "The body is too large", "send a smaller order");
}

/** The problem that a client gets for an error; what a client cannot fix is logged, not shown. */
export function problemOf(error: Error, method: string, path: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof OrderStateError)
    return new Problem(409, "order-state", "The order's state does not allow this", error.message);
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
  log("error", "request failed", { method, path, error: error.stack });
  return new Problem(500, "internal", "The service failed", "the service failed on this request; try again");
}
