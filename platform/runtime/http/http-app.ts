import { Hono } from "hono";
import { METHOD_NAME_ALL } from "hono/router";
import { asError } from "../../observability/as-error";
import { current } from "../current";
import { within } from "../deadline";
import { failureResponse } from "./failure";
import { notFound, Problem, problemResponse } from "./problem";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * A service's routes with what all services do: the correlation id in each response, problem documents for what fails, is not there or
 * is not allowed, and an answer before the function's time is over even if a dependency hangs.
 */
export function httpApp(routes: Hono): Hono {
  const app = new Hono();
  app.onError(failureResponse());
  app.notFound((context) => {
    const { method, path } = context.req;
    const allowed = METHODS.filter((candidate) => takes(routes, candidate, path));
    if (allowed.length === 0) return problemResponse(context, notFound(`${method} ${path}`));
    const problem = new Problem(
      405,
      "method-not-allowed",
      "The method is not allowed",
      `${path} does not take ${method}, but ${allowed.join(", ")}`,
      [],
      { allow: allowed.join(", ") },
    );
    return problemResponse(context, problem);
  });
  app.use(async (context, next) => {
    await next();
    context.header("x-correlation-id", current().correlationId);
  });
  // hono takes only an Error to `onError`, and lets anything else end the request.
  app.use((_, next) =>
    within(current().signal, next).catch((thrown) => {
      throw asError(thrown);
    }),
  );
  app.route("/", routes);
  return app;
}

/** Whether there is a route, and not only middleware, for a method at a path. */
function takes(routes: Hono, method: string, path: string): boolean {
  return routes.router.match(method, path)[0].some(([[, route]]) => route.method !== METHOD_NAME_ALL);
}
