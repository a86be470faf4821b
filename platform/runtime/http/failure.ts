import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { logger } from "../../observability/logger";
import { type DependencyFailure, dependencyFailure } from "../dependency-failure";
import { Problem, problemResponse } from "./problem";

/** How long a client is asked to wait before it tries again, in seconds. */
const RETRY_AFTER_SECONDS = "1";

/**
 * Answers a request that failed, for hono's `onError`: a `Problem` as it is, a dependency that throttles or times out with 503 or
 * 504, and the rest with 500, logged and not shown. A service has this by default; with errors of its own domain it says which
 * problems they are:
 *
 * @example app.onError(failureResponse((error) => error instanceof OrderStateError
 *   ? new Problem(409, "order-state", "The order's state does not allow this", error.message) : undefined));
 *
 * @param problemOf the problem that an error of the domain is, or undefined for any other error
 */
export function failureResponse(
  problemOf: (error: Error) => Problem | undefined = () => undefined,
): (error: Error, context: Context) => Response {
  return (error, context) => {
    const problem = error instanceof Problem ? error : problemOf(error);
    if (problem) return problemResponse(context, problem);
    if (error instanceof HTTPException) return error.getResponse();
    const failure = dependencyFailure(error);
    const { method, path } = context.req;
    logger.error("request failed", { error, method, path, ...(failure && { dependency: failure }) });
    return problemResponse(context, failure ? dependencyProblem(failure) : internal());
  };
}

function dependencyProblem(failure: DependencyFailure): Problem {
  if (failure === "timeout") {
    return new Problem(
      504,
      "dependency-timeout",
      "The service got no answer in time",
      "something that the service needs did not answer in time; whether the request took effect is unknown, so repeat it only if " +
        "that does no harm",
    );
  }
  return new Problem(
    503,
    "dependency-unavailable",
    "The service is overloaded",
    "something that the service needs takes no requests at the moment; try again",
    [],
    { "retry-after": RETRY_AFTER_SECONDS },
  );
}

/** The answer to what is a fault of the service's own. */
function internal(): Problem {
  return new Problem(500, "internal", "The service failed", "the service failed on this request; try again");
}
