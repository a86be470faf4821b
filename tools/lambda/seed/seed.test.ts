import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Template } from "../template/template";
import { compile, type Seed } from "./compile";
import { parseNumber } from "./number";
import { SeedProblem } from "./problem";

const keys = (hash: string, range?: string): object[] => [
  // CloudFormation does not mind the order.
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" }]),
  { AttributeName: hash, KeyType: "HASH" },
];

const TEMPLATE: Template = {
  Resources: {
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "n", AttributeType: "N" },
          { AttributeName: "owner", AttributeType: "S" },
        ],
        KeySchema: keys("pk", "n"),
        GlobalSecondaryIndexes: [{ IndexName: "byOwner", KeySchema: keys("owner") }],
      },
    },
    Bytes: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "B" }],
        KeySchema: keys("id"),
      },
    },
    Queue: { Type: "AWS::SQS::Queue" },
  },
};

const ofText = (text: string, name = "Table"): Seed =>
  compile(TEMPLATE, [{ path: `seed/${name}.json`, text }]);
const items = (text: string) => ofText(text).tables.Table?.items;

function faults(text: string, name = "Table"): readonly string[] {
  try {
    ofText(text, name);
  } catch (error) {
    if (error instanceof SeedProblem) return error.faults;
    throw error;
  }
  return [];
}

test("items become those of DynamoDB's API, and numbers keep every digit", () => {
  const text = `[{"pk":"a","n":12345678901234567890.5,"tags":["x",null,true],"deep":{"of":{"none":{}}},"owner":"bob"}]`;
  expect(ofText(text)).toEqual({
    version: 1,
    tables: {
      Table: {
        partitionKey: "pk",
        items: [
          {
            pk: { S: "a" },
            n: { N: "12345678901234567890.5" },
            tags: { L: [{ S: "x" }, { NULL: true }, { BOOL: true }] },
            deep: { M: { of: { M: { none: { M: {} } } } } },
            owner: { S: "bob" },
          },
        ],
      },
    },
  });
});

test.each([
  ["{", [/^seed\/Table\.json: it is not JSON: /]],
  ["{}", ["seed/Table.json: it is no array of items"]],
  ["[1]", ["seed/Table.json: item 1: it is no object of attributes"]],
  ['[{"n":1}]', ["seed/Table.json: item 1: it lacks pk, which is in the table's key"]],
  [
    '[{"pk":"a","n":1},{"pk":"a","n":"1"}]',
    ['seed/Table.json: item 2: n is "1", and in the table\'s key it is a number'],
  ],
  ['[{"pk":"","n":1}]', ["seed/Table.json: item 1: pk is empty, and in the table's key it must not be"]],
  [
    `[{"pk":"${"é".repeat(1025)}","n":1}]`,
    ["seed/Table.json: item 1: pk has 2050 bytes, and in the table's key it may have 2048"],
  ],
  [
    '[{"pk":"a","n":1,"owner":7}]',
    ['seed/Table.json: item 1: owner is "7", and in the key of the index byOwner it is a string'],
  ],
  [
    '[{"pk":"a","n":1},{"pk":"b","n":1},{"pk":"a","n":1.0}]',
    ['seed/Table.json: item 3: it has the key of item 1: pk "a", n "1"'],
  ],
  [
    `[{"pk":"a","n":1,"text":"${"x".repeat(409_600)}"}]`,
    [/^seed\/Table\.json: item 1: it has 4096\d\d bytes: DynamoDB takes at most 409600 \(400 KB\)$/],
  ],
  [
    `[{"pk":"a","n":1,"a":{"b":[${"9".repeat(39)}]}}]`,
    ["seed/Table.json: item 1: a.b[0] is a number of 39 digits: DynamoDB keeps 38"],
  ],
  [
    `[{"pk":"a","n":1,"deep":${"[".repeat(33)}${"]".repeat(33)}}]`,
    [/nested deeper than DynamoDB's 32 levels$/],
  ],
])("%.60s is refused, with the file and the item", (text, expected) => {
  const found = faults(text);
  expect(found).toHaveLength(expected.length);
  for (const [index, one] of expected.entries()) expect(found[index]).toMatch(one);
});

test("a file must have the name of a table", () => {
  expect(faults("[]", "Queue")).toEqual([
    "seed/Queue.json: the stack has no table Queue: it has Table, Bytes; rename the file",
  ]);
  expect(faults('[{"id":"x"}]', "Bytes")).toEqual([
    "seed/Bytes.json: item 1: id is in the table's key with the type B, which JSON cannot say",
  ]);
});

test("very many faults are counted", () => {
  const found = faults(`[${"1,".repeat(99)}1]`);
  expect(found).toHaveLength(21);
  expect(found.at(-1)).toBe("seed/Table.json: and 80 more");
});

describe("numbers", () => {
  test("have one spelling", () => {
    for (const one of ["1", "1.0", "10e-1", "0.1e1", "1E0"]) expect(parseNumber(one, "n")).toBe("1");
    expect(parseNumber("-0.0", "n")).toBe("0");
    expect(parseNumber("-1200", "n")).toBe("-1200");
    expect(parseNumber("0.00125", "n")).toBe("125e-5");
    expect(parseNumber("1e125", "n")).toBe("1e125");
    expect(() => parseNumber("1e126", "n")).toThrow("n is beyond DynamoDB's numbers");
    expect(() => parseNumber("1e-131", "n")).toThrow("n is beyond DynamoDB's numbers");
  });

  test("keep their value", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-100, max: 1e100 }),
      fc.integer(),
    );
    fc.assert(
      fc.property(number, (value) => {
        expect(Number(parseNumber(String(value), "n"))).toBe(value);
        expect(parseNumber(JSON.stringify({ n: value }).slice(5, -1), "n")).toMatch(/^-?[\d.]+(e-?\d+)?$/);
      }),
    );
  });
});

test("what is compiled says the same as the file", () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const plain = (one: unknown): unknown => {
    const [type, inner] = Object.entries(one as object)[0] ?? [];
    if (type === "N") return Number(inner);
    if (type === "L") return (inner as unknown[]).map(plain);
    if (type === "M")
      return Object.fromEntries(Object.entries(inner as object).map(([k, v]) => [k, plain(v)]));
    return type === "NULL" ? null : inner;
  };
  // Numbers beyond DynamoDB's, and the one name that a literal object takes for its prototype.
  const tame = (one: unknown): boolean => !/[eE][+-]?\d{3}|__proto__/.test(JSON.stringify(one));
  fc.assert(
    fc.property(value.filter(tame), (more) => {
      const text = JSON.stringify([{ pk: "a", n: 1, more }]);
      expect(plain({ M: items(text)?.[0] })).toEqual(JSON.parse(text)[0]);
    }),
  );
});
