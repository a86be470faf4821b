import { emptyRecord } from "../protocol/property";
import type { Route } from "./model";

export interface RouteMatch<R> {
  readonly route: R;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The route that takes a request, by API Gateway's order: a path whose earlier segments are literal before one with `{name}`, that before
 * one with `{name+}`, a route of the method before `ANY` of the same path, `$default` last.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 *
 * @param path percent-decoded, without the stage
 */
export function matchRoute<R extends Pick<Route, "RouteKey">>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined {
  const segments = path.split("/").slice(1);
  let best: (RouteMatch<R> & { rank: string }) | undefined;
  for (const route of routes) {
    const match = matchOne(route.RouteKey, method, segments);
    if (match !== undefined && (best === undefined || match.rank < best.rank)) best = { route, ...match };
  }
  return best && { route: best.route, pathParameters: best.pathParameters };
}

/** `rank` sorts before that of a less specific match: a digit for each segment, then one for the method. */
function matchOne(
  routeKey: string,
  method: string,
  segments: readonly string[],
): { pathParameters: Record<string, string>; rank: string } | undefined {
  if (routeKey === "$default") return { pathParameters: {}, rank: "9" };
  const [routeMethod = "", template = ""] = routeKey.split(" ");
  if (routeMethod !== "ANY" && routeMethod !== method) return undefined;
  const pathParameters = emptyRecord<string>();
  const pattern = template.split("/").slice(1);
  let rank = "";
  for (const [index, part] of pattern.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(part);
    const greedy = name?.[2] === "+";
    const value = greedy ? segments.slice(index).join("/") : segments[index];
    if (value === undefined || (name === null ? value !== part : value === "")) return undefined;
    if (name?.[1] !== undefined) pathParameters[name[1]] = value;
    rank += name === null ? "0" : greedy ? "2" : "1";
    if (greedy) return { pathParameters, rank: rank + methodRank(routeMethod) };
  }
  if (segments.length !== pattern.length) return undefined;
  return { pathParameters, rank: rank + methodRank(routeMethod) };
}

function methodRank(method: string): string {
  return method === "ANY" ? "1" : "0";
}
