import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Template } from "../template/template";
import { canonicalText } from "./canonical";

const section = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 });
const anyTemplate = fc.dictionary(
  fc.constantFrom("Resources", "Outputs", "Parameters", "Conditions"),
  section,
);

/** The same value with the keys of every object in reverse order of insertion. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]));
}

test("the text says what the template says", () => {
  fc.assert(
    fc.property(anyTemplate, (template) => {
      expect(JSON.parse(canonicalText(template as Template))).toEqual(JSON.parse(JSON.stringify(template)));
    }),
  );
});

test("the order in which a stack was written does not matter", () => {
  fc.assert(
    fc.property(anyTemplate, (template) => {
      expect(canonicalText(reversed(template) as Template)).toBe(canonicalText(template as Template));
    }),
  );
});

test("each resource stands on a line of its own", () => {
  const template = {
    Outputs: {},
    Resources: { B: { Type: "T" }, A: { Type: "T", Properties: { z: 1, a: [2] } } },
  };
  expect(canonicalText(template)).toBe(
    '{\n"Outputs":{\n\n},\n"Resources":{\n"A":{"Properties":{"a":[2],"z":1},"Type":"T"},\n"B":{"Type":"T"}\n}\n}\n',
  );
});
