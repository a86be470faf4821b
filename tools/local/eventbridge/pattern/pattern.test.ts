import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readPattern } from "./pattern";

const event = {
  source: "local.orders",
  "detail-type": "orders.OrderPlaced.v1",
  resources: ["arn:a", "arn:b"],
  detail: {
    id: "1",
    total: 20,
    gift: false,
    note: null,
    empty: [],
    path: "/var/lib/x.png",
    "source-ip": "10.0.0.7",
    lines: [
      { sku: "a", count: 1 },
      { sku: "b", count: 2 },
    ],
  },
};

const matches = (pattern: object): boolean => readPattern(JSON.stringify(pattern))(event);
const detail = (pattern: object): boolean => matches({ detail: pattern });

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html, each operator both ways.
describe("an event pattern", () => {
  test.each([
    [{ source: ["local.orders"] }, true],
    [{ source: ["prod.orders"] }, false],
    [{ source: ["x", "local.orders"], "detail-type": ["orders.OrderPlaced.v1"] }, true],
    [{ source: ["local.orders"], "detail-type": ["other"] }, false],
    [{ resources: ["arn:b"] }, true],
    [{ resources: ["arn:c"] }, false],
  ])("%j selects the event: %s", (pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  test.each([
    [{ total: [20] }, true],
    [{ total: ["20"] }, false],
    [{ gift: [false] }, true],
    [{ note: [null] }, true],
    [{ note: [""] }, false],
    [{ id: [{ prefix: "1" }] }, true],
    [{ path: [{ prefix: "/lib" }] }, false],
    [{ path: [{ suffix: ".png" }] }, true],
    [{ id: [{ "anything-but": "2" }] }, true],
    [{ id: [{ "anything-but": ["1", "2"] }] }, false],
    [{ total: [{ "anything-but": [1, 2] }] }, true],
    [{ missing: [{ "anything-but": "2" }] }, false],
    [{ id: [{ exists: true }] }, true],
    [{ missing: [{ exists: false }] }, true],
    [{ id: [{ exists: false }] }, false],
    [{ missing: { deeper: [{ exists: false }] } }, true],
    [{ lines: [{ exists: true }] }, false],
    [{ empty: [{ exists: false }] }, true],
    [{ lines: { sku: ["b"], count: [2] } }, true],
    // Of two objects of an array, fields are not mixed.
    [{ lines: { sku: ["a"], count: [2] } }, false],
  ])("detail %j selects the event: %s", (pattern, expected) => {
    expect(detail(pattern)).toBe(expected);
  });

  test.each([
    ["[", /JSON/],
    ["[]", "the pattern must be an object"],
    ["{}", "the pattern is empty"],
    ['{"source":"local.orders"}', '"source" must be an object or an array'],
    ['{"source":[]}', '"source" has no value to match'],
    ['{"source":[{"wildcard":"x*"}]}', 'does not support the match type wildcard in "source"'],
    ['{"$or":[{"a":["b"]},{"c":["d"]}]}', "does not support $or"],
    ['{"source":[{"anything-but":{"prefix":"a"}}]}', "anything-but in"],
    ['{"source":[{"prefix":"a","suffix":"b"}]}', "one operator"],
    ['{"source":[["a"]]}', "one operator"],
    ['{"source":[{"exists":"yes"}]}', "exists in"],
    ['{"source":[{"prefix":1}]}', "prefix in"],
    ['{"source":[{"anything-but":["a",1]}]}', "anything-but in"],
    [`{"source":["${"x".repeat(4096)}"]}`, "more than 4096 bytes"],
  ])("%s is refused", (text, message) => {
    expect(() => readPattern(text)).toThrow(message);
  });
});

const name = fc.constantFrom("a", "b", "c");
const leaf = fc.oneof(fc.string({ maxLength: 4 }), fc.integer(), fc.boolean(), fc.constant(null));
const anyEvent = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(name, tie("node")),
  ),
})).node;
const one = (pattern: unknown, value: unknown) => readPattern(JSON.stringify({ f: [pattern] }))({ f: value });
const texts = fc.string({ unit: fc.constantFrom("a", "B", "*", "\\", "."), maxLength: 8 });

describe("for any event", () => {
  test("a pattern made of its leaves selects it, and no pattern fails on it", () => {
    fc.assert(
      fc.property(fc.dictionary(name, leaf, { minKeys: 1 }), anyEvent, (flat, other) => {
        const pattern = readPattern(
          JSON.stringify(Object.fromEntries(Object.entries(flat).map(([key, value]) => [key, [value]]))),
        );
        expect(pattern(flat)).toBe(true);
        expect(typeof pattern(other)).toBe("boolean");
      }),
    );
  });

  test("anything-but is the opposite for a value that is there, exists for one that is not", () => {
    fc.assert(
      fc.property(texts, leaf, (text, value) => {
        expect(one({ "anything-but": text }, value)).toBe(!one(text, value));
        expect(one({ exists: true }, value)).toBe(true);
        expect(one({ exists: false }, undefined)).toBe(true);
      }),
    );
  });
});
