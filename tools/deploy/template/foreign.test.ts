import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FerryError } from "../error";
import { foreignJson } from "../testing/fixtures/damaged-json";
import { loadedResourceTypes } from "../testing/fixtures/resource-types";
import { templateDifference } from "./difference/compare";
import { exchangeOf } from "./exchange";
import { references } from "./references";
import { type Instantiation, parseTemplate } from "./template";

const types = loadedResourceTypes();

const NAMES = [
  "Ref",
  "Fn::GetAtt",
  "Fn::Sub",
  "Fn::Join",
  "Fn::If",
  "Fn::FindInMap",
  "Fn::ImportValue",
  "Fn::Equals",
  "Condition",
  "Name",
  "Tags",
  "A",
];
const VALUES = [
  `\${A}`,
  `\${constructor}`,
  `\${__proto__.B}`,
  "AWS::Region",
  "AWS::NoValue",
  "AWS::DynamoDB::Table",
];

const value = foreignJson(NAMES, VALUES);
const name = fc.constantFrom("A", "B", "constructor", "toString", "__proto__");

function section(entry: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.array(fc.tuple(name, entry), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

const template = fc.record(
  {
    Parameters: section(
      fc.record({
        Type: fc.constantFrom("String", "CommaDelimitedList", "constructor"),
        Default: fc.oneof(fc.string(), value),
      }),
    ),
    Resources: section(
      fc.record(
        {
          Type: fc.constantFrom("AWS::DynamoDB::Table", "AWS::RDS::DBInstance", "constructor", "__proto__"),
          Properties: section(value),
          DeletionPolicy: value,
          Condition: name,
          Metadata: value,
        },
        { requiredKeys: ["Type"] },
      ),
    ),
    Mappings: section(section(section(value))),
    Conditions: section(value),
    Metadata: fc.record({ Ferry: fc.oneof(fc.record({ References: section(section(value)) }), value) }),
    Outputs: section(fc.record({ Value: value, Export: section(value), Condition: name })),
  },
  { requiredKeys: ["Resources"] },
);

const whatever = fc.oneof({ weight: 4, arbitrary: template }, foreignJson(["Resources", "Outputs", "Type"]));

/** Undefined where it is refused, as it may be. */
function instantiation(document: unknown, parameters: Record<string, string>): Instantiation | undefined {
  try {
    return { template: parseTemplate(JSON.stringify(document), "the template"), parameters };
  } catch (error) {
    expect(error).toBeInstanceOf(FerryError);
    expect(error).toMatchObject({ code: "TemplateInvalid" });
    return undefined;
  }
}

test("whatever names and values a template has, it is compared or refused", () => {
  const parameters = fc.constantFrom<Record<string, string>>({}, { A: "a" }, { B: "b", constructor: "c" });
  let compared = 0;
  fc.assert(
    fc.property(whatever, whatever, parameters, (one, other, given) => {
      const [from, to] = [instantiation(one, given), instantiation(other, {})];
      if (!from || !to) return;
      const difference = templateDifference(from, to, types);
      for (const { properties } of difference.resources)
        for (const { from: before, to: after } of properties)
          for (const text of [before, after]) expect(["string", "undefined"]).toContain(typeof text);
      exchangeOf(from, {});
      references(from.template);
      compared++;
    }),
    { numRuns: 2_000 },
  );
  expect(compared).toBeGreaterThan(200);
});

describe("a name that every object inherits", () => {
  const of = (Properties: object): Instantiation => ({
    template: parseTemplate(
      JSON.stringify({ Resources: { T: { Type: "AWS::X::Y", Properties } } }),
      "the template",
    ),
    parameters: {},
  });
  test.each(["constructor", "toString", "__proto__"])("%s is a property as any other", (name) => {
    const property = (value: unknown) =>
      of(
        Object.fromEntries([
          [name, value],
          ["Other", 1],
        ]),
      );
    const difference = templateDifference(property("a"), property("b"), types);
    expect(difference.resources[0]?.properties).toEqual([
      { path: `Properties.${name}`, from: "a", to: "b", replacement: "maybe" },
    ]);
    expect(templateDifference(of({ Other: 1 }), property("b"), types).resources[0]?.properties).toEqual([
      { path: `Properties.${name}`, to: "b", replacement: "maybe" },
    ]);
  });
});
