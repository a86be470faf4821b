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
    [{ $or: [{ source: ["x"] }, { detail: { id: ["1"] } }] }, true],
    [{ $or: [{ source: ["x"] }, { detail: { id: ["2"] } }], source: ["local.orders"] }, false],
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
    [{ path: [{ prefix: { "equals-ignore-case": "/VAR" } }] }, true],
    [{ path: [{ suffix: ".png" }] }, true],
    [{ path: [{ suffix: { "equals-ignore-case": ".PNG" } }] }, true],
    [{ path: [{ "equals-ignore-case": "/VAR/lib/X.png" }] }, true],
    [{ path: [{ wildcard: "/var/*/*.png" }] }, true],
    [{ path: [{ wildcard: "*lib" }] }, false],
    [{ id: [{ "anything-but": "2" }] }, true],
    [{ id: [{ "anything-but": ["1", "2"] }] }, false],
    [{ total: [{ "anything-but": [1, 2] }] }, true],
    [{ missing: [{ "anything-but": "2" }] }, false],
    [{ path: [{ "anything-but": { prefix: ["/etc", "/usr"] } }] }, true],
    [{ path: [{ "anything-but": { suffix: ".png" } }] }, false],
    [{ path: [{ "anything-but": { wildcard: "*/lib/*" } }] }, false],
    [{ path: [{ "anything-but": { "equals-ignore-case": ["/VAR/LIB/X.PNG"] } }] }, false],
    [{ total: [{ numeric: [">", 0, "<=", 20] }] }, true],
    [{ total: [{ numeric: ["<", 20] }] }, false],
    [{ id: [{ numeric: ["=", 1] }] }, false],
    [{ id: [{ exists: true }] }, true],
    [{ missing: [{ exists: false }] }, true],
    [{ id: [{ exists: false }] }, false],
    [{ missing: { deeper: [{ exists: false }] } }, true],
    [{ lines: [{ exists: true }] }, false],
    [{ empty: [{ exists: false }] }, true],
    [{ "source-ip": [{ cidr: "10.0.0.0/24" }] }, true],
    [{ "source-ip": [{ cidr: "10.0.1.0/24" }] }, false],
    [{ "source-ip": [{ cidr: "2001:db8::/32" }] }, false],
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
    ['{"source":[{"contains":"x"}]}', 'unrecognized match type contains in "source"'],
    ['{"source":[{"prefix":"a","suffix":"b"}]}', "one operator"],
    ['{"source":[["a"]]}', "one operator"],
    ['{"source":[{"exists":"yes"}]}', "exists in"],
    ['{"source":[{"prefix":1}]}', "one operator"],
    ['{"source":[{"wildcard":"a**"}]}', "two wildcard characters in a row"],
    ['{"source":[{"wildcard":"a\\\\b"}]}', "escape character"],
    ['{"source":[{"anything-but":["a",1]}]}', "anything-but in"],
    ['{"source":[{"anything-but":{"numeric":["=",1]}}]}', "unsupported anything-but pattern numeric"],
    ['{"total":[{"numeric":["<",5,">",1]}]}', "a lower bound and a greater upper bound"],
    ['{"total":[{"numeric":["!=",5]}]}', "takes pairs of an operator"],
    ['{"total":[{"numeric":["=",6000000000]}]}', "between -5.0e9 and 5.0e9"],
    ['{"ip":[{"cidr":"10.0.0.0/33"}]}', "no block of addresses"],
    ['{"$or":[{"a":["b"]}]}', '"$or" must be an array of at least two objects'],
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
        expect(one({ "anything-but": { prefix: text } }, value)).toBe(!one({ prefix: text }, value));
        expect(one({ exists: true }, value)).toBe(true);
        expect(one({ exists: false }, undefined)).toBe(true);
      }),
    );
  });

  test("a wildcard is what a regular expression says", () => {
    const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    fc.assert(
      fc.property(
        fc.array(texts, { minLength: 1, maxLength: 4 }),
        texts,
        fc.boolean(),
        (pieces, value, fitting) => {
          // Two wildcards in a row are refused.
          const parts = pieces.map((piece, index) =>
            index > 0 && index < pieces.length - 1 && piece === "" ? "a" : piece,
          );
          const wildcard = parts.map((part) => part.replace(/[\\*]/g, "\\$&")).join("*");
          const text = fitting ? parts.join(value) : value;
          const expected = new RegExp(`^${parts.map(escaped).join("[^]*")}$`).test(text);
          expect(one({ wildcard }, text)).toBe(expected);
          if (fitting) expect(expected).toBe(true);
        },
      ),
    );
  });

  test("numeric compares as arithmetic does", () => {
    const number = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 9 }), number, (lower, width, value) => {
        const upper = lower + width;
        expect(one({ numeric: [">", lower, "<=", upper] }, value)).toBe(lower < value && value <= upper);
        expect(one({ numeric: [">=", lower, "<", upper] }, value)).toBe(lower <= value && value < upper);
        expect(one({ numeric: ["=", lower] }, value)).toBe(value === lower);
      }),
    );
  });
});
