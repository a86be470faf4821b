import type { StackTrigger } from "../../template/trigger";
import type { ServiceTriggers } from "../probe/loading";
import type { Fault } from "../report/report";
import { isDelivered, isServed } from "./route";

/** Faults of routes: those that no code answers, and those that no request can reach. */
export function httpFaults(
  triggers: readonly StackTrigger[],
  { triggers: code, missing, routes }: ServiceTriggers,
): Fault[] {
  const made = triggers.filter(({ kind }) => kind === "http");
  const keys = made.map(({ key }) => key);
  if (!code.http) {
    return made.map(({ key, where }) => ({
      where,
      what: `the stack delivers requests of ${key} to the function, and the code has no HTTP API`,
      next: 'add http: () => import("./http/routes") to defineService, or remove the route from stack.ts',
    }));
  }
  if ("error" in routes) {
    // The missing variables are why, and are reported themselves.
    if (missing.length > 0) return [];
    return [
      {
        where: "http of defineService",
        what: `the routes cannot be read with the variables that the stack sets: ${routes.error}`,
        next: "set in stack.ts what the code demands, and connect only when a request arrives",
      },
    ];
  }
  const unserved = made
    .filter(({ key }) => !isServed(key, routes))
    .map(({ key, where }) => ({
      where,
      what: `the stack delivers requests of ${key} to the function, and no route of the code takes any of them`,
      next: "add the route to the code, or remove it from stack.ts",
    }));
  const unreachable = routes
    .filter((route) => !isDelivered(route, keys))
    .map(({ method, path }) => ({
      where: "http of defineService",
      what: `the code serves ${method} ${path}, and the stack does not deliver all requests of it (it has ${keys.join(", ") || "no routes"})`,
      next: `add a route such as "ANY ${path.replaceAll(/:(\w+)[^/]*/g, "{$1}").replace(/\*$/, "{proxy+}")}" in stack.ts, or remove it from the code`,
    }));
  return [...unserved, ...unreachable];
}
