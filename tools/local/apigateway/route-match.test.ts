import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { matchRoute } from "./route-match";

const routes = (...keys: string[]) => keys.map((RouteKey) => ({ RouteKey }));

/** Key of the route that takes a request. */
function taken(keys: readonly string[], method: string, path: string): string | undefined {
  return matchRoute(routes(...keys), method, path)?.route.RouteKey;
}

describe("matchRoute", () => {
  // The example of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
  const documented = [
    "GET /pets/dog/1",
    "GET /pets/dog/{id}",
    "GET /pets/{proxy+}",
    "ANY /{proxy+}",
    "$default",
  ];

  test.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/test/5", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ])("%s %s goes to %s, whatever the order of the routes", (method, path, key) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(documented, { minLength: documented.length }), (keys) => {
        expect(taken(keys, method, path)).toBe(key);
      }),
    );
  });

  test.each([
    [
      "a literal segment wins over a variable before it",
      ["GET /{a}/b", "GET /x/{b}"],
      "GET",
      "/x/b",
      "GET /x/{b}",
    ],
    ["the method wins over ANY", ["ANY /x", "GET /x"], "GET", "/x", "GET /x"],
    ["the path wins over the method", ["GET /{proxy+}", "ANY /x"], "GET", "/x", "ANY /x"],
    ["a path of another method is no match", ["POST /x", "GET /{proxy+}"], "GET", "/x", "GET /{proxy+}"],
    ["a variable takes no empty segment", ["GET /x/{id}"], "GET", "/x/", undefined],
    ["a trailing slash is another path", ["GET /x"], "GET", "/x/", undefined],
    ["the rest is not empty", ["GET /x/{proxy+}"], "GET", "/x", undefined],
    ["the root", ["GET /"], "GET", "/", "GET /"],
    ["nothing", ["GET /x"], "GET", "/y", undefined],
  ])("%s", (_what, keys, method, path, key) => {
    expect(taken(keys, method, path)).toBe(key);
  });

  test("path parameters are what stands there", () => {
    const match = matchRoute(routes("GET /a/{one}/{rest+}"), "GET", "/a/x%20 y/b/c");
    expect(match?.pathParameters).toEqual({ one: "x%20 y", rest: "b/c" });
  });

  test("a matching route takes every path that its template makes", () => {
    const segment = fc.constantFrom("a", "b", "{x}", "{y}");
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.webSegment(), (template, filling) => {
        fc.pre(filling !== "");
        const path = `/${template.map((part) => (part.startsWith("{") ? filling : part)).join("/")}`;
        expect(taken([`GET /${template.join("/")}`], "GET", path)).toBeDefined();
        expect(taken([`GET /${template.join("/")}`], "GET", `${path}/more`)).toBeUndefined();
      }),
    );
  });
});
