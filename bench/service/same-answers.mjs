import assert from "node:assert/strict";
import { child } from "./child.mjs";
import { placing, request } from "./requests.mjs";

const KEYS = ["first", "second"];

/** The requests: each kind that the endpoints accept, and of those that they refuse. */
function requests([first, second]) {
  const order = JSON.parse(placing("x").body);
  const cancel = (id, headers) =>
    request("POST", `/orders/${id}/cancel`, { body: { reason: "changed my mind" }, headers });
  return [
    ...KEYS.map((key) => placing(key)),
    placing("first"),
    request("GET", "/orders/health"),
    request("GET", `/orders/${first}`),
    request("GET", "/orders", { query: { customerId: "alice", limit: "10" } }),
    request("GET", "/orders", { query: { limit: "1000" } }),
    cancel(first, { "if-match": '"7"' }),
    cancel(first, { "if-match": '"1"' }),
    cancel(first),
    request("POST", `/orders/${second}/cancel`),
    request("GET", `/orders/${first}`),
    request("GET", "/orders/ord_none"),
    request("GET", "/elsewhere"),
    request("POST", "/orders", { body: "{" }),
    request("POST", "/orders", { body: "x", headers: { "content-type": "text/plain" } }),
    request("POST", "/orders", { body: { ...order, currency: "EURO", lines: [] } }),
    request("POST", "/orders", { body: { ...order, customerId: "x".repeat(70_000) } }),
    request("POST", "/orders", { body: { ...order, lines: [] }, headers: { "idempotency-key": "ä" } }),
    request("POST", "/orders", {
      body: { ...order, currency: "USD" },
      headers: { "idempotency-key": "first" },
    }),
  ];
}

/**
 * Asserts that all functions give the same answers to the same requests, and returns the number of requests.
 *
 * @param {ReadonlyMap<string, {bundle: string, env: NodeJS.ProcessEnv}>} functions by name, each with a table of its own
 * @param {{node: string}} options
 */
export function assertSameAnswers(functions, { node }) {
  const answers = (name, asked) => {
    const { bundle, env } = functions.get(name);
    return child("answers.cjs", [bundle, JSON.stringify(asked)], { node, env });
  };
  const [model, ...others] = functions.keys();
  // Ids of orders follow from their idempotency keys, in all functions.
  const placed = answers(
    model,
    KEYS.map((key) => placing(key)),
  );
  const asked = requests(placed.map(({ body }) => JSON.parse(body).id));
  const expected = answers(model, asked).map(comparable);
  const statuses = new Set(expected.map(({ status }) => status));
  for (const status of [200, 201, 400, 404, 409, 412, 413, 415, 422])
    assert.ok(statuses.has(status), `no request was answered with ${status}`);
  for (const name of others) {
    answers(
      name,
      KEYS.map((key) => placing(key)),
    );
    for (const [index, answer] of answers(name, asked).map(comparable).entries()) {
      const { requestContext, rawPath } = asked[index];
      const what = `${name} and ${model} answer request ${index}, ${requestContext.http.method} ${rawPath}, differently`;
      assert.deepEqual(answer, expected[index], what);
    }
  }
  return asked.length;
}

/** The parts that clients rely on. Times differ, and so does the detail of a refused size. */
function comparable({ statusCode, headers, body }) {
  const { "content-type": type, location, etag, "idempotency-replayed": replayed } = headers;
  const json = JSON.parse(body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>"));
  if (statusCode === 413) delete json.detail;
  return { status: statusCode, type: type.split(";")[0], location, etag, replayed, json };
}
