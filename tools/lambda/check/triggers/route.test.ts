import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isDelivered, isServed } from "./route";

const route = (text: string) => {
  const [method = "", path = ""] = text.split(" ");
  return { method, path };
};

describe("a route of the code is delivered", () => {
  test.each([
    ["GET /orders", ["ANY /orders"]],
    ["GET /orders/:id", ["ANY /orders", "ANY /orders/{proxy+}"]],
    ["POST /orders/:id/cancel", ["POST /orders/{id}/cancel"]],
    ["GET /orders/:id{[0-9]+}", ["GET /orders/{id}"]],
    ["ALL /orders/*", ["ANY /orders/{proxy+}"]],
    ["ALL /orders", ["GET /orders"]],
    ["GET /", ["ANY /"]],
    ["DELETE /anything/at/all", ["$default"]],
    ["GET /orders/:id?", ["ANY /orders", "ANY /orders/{id}"]],
  ])("%s by %j", (code, keys) => {
    expect(isDelivered(route(code), keys)).toBe(true);
  });

  test.each([
    ["GET /orders", ["POST /orders"]],
    ["GET /orders", ["ANY /orders/{proxy+}"]],
    ["GET /orders/:id", ["ANY /orders"]],
    ["GET /orders/:id", ["GET /orders/health"]],
    ["GET /:any", ["GET /orders"]],
    ["GET /orders/*", ["ANY /orders/{id}"]],
    ["GET /orders/:id?", ["ANY /orders/{id}"]],
    ["GET /orders", []],
  ])("%s not by %j", (code, keys) => {
    expect(isDelivered(route(code), keys)).toBe(false);
  });
});

describe("a route key is served", () => {
  test.each([
    ["ANY /orders/{proxy+}", ["GET /orders/:id"]],
    ["HEAD /orders", ["GET /orders"]],
    ["GET /orders/health", ["GET /orders/:id"]],
    ["$default", ["GET /orders"]],
    ["GET /files/{proxy+}", ["ALL /files/*"]],
  ])("%s by %j", (key, code) => {
    expect(isServed(key, code.map(route))).toBe(true);
  });

  test.each([
    ["ANY /orders/{proxy+}", ["GET /orders"]],
    ["PUT /orders", ["GET /orders", "POST /orders"]],
    ["GET /orders/health", ["GET /orders/:id/lines"]],
    ["ANY /payments", []],
  ])("%s not by %j", (key, code) => {
    expect(isServed(key, code.map(route))).toBe(false);
  });
});

/** A path as API Gateway and hono write it, and a request's that both take, from the same list of segments. */
const segments = fc.array(fc.constantFrom("a", "b", ":x"), { maxLength: 4 });
const keyOf = (path: readonly string[]) => `ANY /${path.map((one) => one.replace(/^:x$/, "{x}")).join("/")}`;
const codeOf = (path: readonly string[]) => ({ method: "GET", path: `/${path.join("/")}` });

/** Whether a request's path is one of a pattern's, found out by a regular expression instead. */
const takes = (path: readonly string[], request: string): boolean =>
  new RegExp(`^/${path.map((one) => (one === ":x" ? "[^/]+" : one)).join("/")}$`).test(request);

test("what is delivered is each request that the code's route takes", () => {
  const requests = fc
    .array(fc.constantFrom("a", "b", "c"), { maxLength: 4 })
    .map((path) => `/${path.join("/")}`);
  fc.assert(
    fc.property(
      segments,
      segments,
      fc.array(requests, { minLength: 40, maxLength: 40 }),
      (key, code, all) => {
        if (isDelivered(codeOf(code), [keyOf(key)]))
          for (const request of all) if (takes(code, request)) expect(takes(key, request)).toBe(true);
        if (!isServed(keyOf(key), [codeOf(code)]))
          for (const request of all) expect(takes(code, request) && takes(key, request)).toBe(false);
      },
    ),
  );
});
