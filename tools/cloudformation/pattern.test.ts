import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { nameInEnvironment, patternOf } from "./pattern";

const ENVIRONMENT = { Ref: "Environment" };

test.each([
  { "Fn::Sub": "$" + "{Environment}-orders" },
  { "Fn::Join": ["", [ENVIRONMENT, "-orders"]] },
  { "Fn::Join": ["-", [ENVIRONMENT, "orders"]] },
  { "Fn::Sub": ["$" + "{Env}-orders", { Env: ENVIRONMENT }] },
])("one name in all spellings: %j", (value) => {
  expect(nameInEnvironment(value)).toBe("orders");
});

test("names without the environment, or with more around it, are no such names", () => {
  const plain = "$" + "{Environment}-orders";
  const others = [
    "orders",
    plain,
    ENVIRONMENT,
    { "Fn::Sub": "x-$" + "{Environment}-orders" },
    undefined,
    { "Fn::Join": 1 },
  ];
  expect(others.map(nameInEnvironment)).toEqual(others.map(() => undefined));
});

test("attributes of resources", () => {
  expect(patternOf({ "Fn::Join": [":", ["arn", { "Fn::GetAtt": ["Table", "Arn"] }]] })).toBe(
    "arn:$" + "{Table.Arn}",
  );
  expect(patternOf({ "Fn::GetAtt": "Table.Arn" })).toBe("$" + "{Table.Arn}");
});

test("any JSON has a text", () => {
  const names = fc.constantFrom("Ref", "Fn::Sub", "Fn::Join", "Fn::GetAtt", "__proto__");
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.tuple(names, tie("any")).map((entry) => Object.fromEntries([entry])),
    ),
  })).any;
  fc.assert(fc.property(value, (one) => typeof patternOf(one) === "string"));
});
