import type { HttpRoute } from "../probe/loading";

/** A part of a path between slashes: a fixed text, any text, or all that follows. */
type Segment = { readonly text: string } | "any" | "rest";

interface Route {
  /** `ANY` for all. */
  readonly method: string;
  readonly path: readonly Segment[];
}

/**
 * A route key of API Gateway (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html):
 * `GET /orders/{id}`, `ANY /orders/{proxy+}`, `$default`.
 */
function readRouteKey(key: string): Route {
  if (key === "$default") return { method: "ANY", path: ["rest"] };
  const [method = "ANY", path = "/"] = key.split(" ");
  const segments = split(path).map((text): Segment => {
    if (/^\{.*\+\}$/.test(text)) return "rest";
    return /^\{.*\}$/.test(text) ? "any" : { text };
  });
  return { method, path: segments };
}

/** A route of hono (https://hono.dev/docs/api/routing), as one for each way that its optional parameters can be there or not. */
function readHonoRoute({ method, path }: HttpRoute): Route[] {
  let ways: Segment[][] = [[]];
  for (const text of split(path)) {
    const segment: Segment = text === "*" ? "rest" : text.startsWith(":") ? "any" : { text };
    const present = ways.map((way) => [...way, segment]);
    ways = text.startsWith(":") && text.endsWith("?") ? ways.concat(present) : present;
  }
  return ways.map((way) => ({ method: method === "ALL" ? "ANY" : method, path: way }));
}

function split(path: string): string[] {
  return path.split("/").filter((text) => text !== "");
}

/** Whether API Gateway hands all requests of the code's route to the function, by one of the route keys. */
export function isDelivered(route: HttpRoute, routeKeys: readonly string[]): boolean {
  return readHonoRoute(route).every((way) =>
    routeKeys.map(readRouteKey).some((key) => sameMethod(key, way) && covers(key.path, way.path)),
  );
}

/** Whether there is a request that both the route key and the code's route take. */
export function isServed(routeKey: string, routes: readonly HttpRoute[]): boolean {
  const key = readRouteKey(routeKey);
  return routes.flatMap(readHonoRoute).some((way) => sameMethod(key, way) && meet(key.path, way.path));
}

/** A code's route for all methods is reached if one is delivered. hono answers HEAD by the route for GET. */
function sameMethod(key: Route, route: Route): boolean {
  return (
    key.method === "ANY" ||
    route.method === "ANY" ||
    key.method === route.method ||
    (key.method === "HEAD" && route.method === "GET")
  );
}

/** Whether each path of the narrower is one of the wider. `rest` is one segment at least. */
function covers(wider: readonly Segment[], narrower: readonly Segment[]): boolean {
  const [first, ...others] = wider;
  const [segment, ...more] = narrower;
  if (first === undefined || segment === undefined) return first === segment;
  if (first === "rest") return true;
  if (segment === "rest") return false;
  if (first === "any") return covers(others, more);
  return typeof segment === "object" && segment.text === first.text && covers(others, more);
}

/** Whether some path is one of both. */
function meet(one: readonly Segment[], other: readonly Segment[]): boolean {
  const [a, ...as] = one;
  const [b, ...bs] = other;
  if (a === undefined || b === undefined) return a === b;
  if (a === "rest" || b === "rest") return true;
  if (typeof a === "object" && typeof b === "object" && a.text !== b.text) return false;
  return meet(as, bs);
}
