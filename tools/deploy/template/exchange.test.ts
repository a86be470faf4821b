import { expect, test } from "@jest/globals";
import { exchangeOf } from "./exchange";
import { parseTemplate } from "./template";

const pseudo = { "AWS::Region": "eu-central-1" };

function exchange(template: object) {
  const { exports, imports } = exchangeOf(
    { template: parseTemplate(JSON.stringify(template), "t"), parameters: { Environment: "dev-alice" } },
    pseudo,
  );
  return [[...exports], [...imports]];
}

/** The exports and imports of a template with one export and one import of that name. */
function named(name: unknown): unknown {
  return exchange({
    Parameters: { Environment: { Type: "String" } },
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { Name: { "Fn::ImportValue": name } } },
    },
    Outputs: { One: { Value: "v", Export: { Name: name } } },
  });
}

test("names of exports are resolved", () => {
  const name = { "Fn::Join": ["-", [{ Ref: "Environment" }, "topic", { Ref: "AWS::Region" }]] };
  const resolved = "dev-alice-topic-eu-central-1";
  expect(named(name)).toEqual([[resolved], [resolved]]);
});

test.each([
  ["a resource", { Ref: "Topic" }],
  ["a resource in a text", { "Fn::Join": ["-", [{ Ref: "Topic" }, "x"]] }],
  ["an attribute", { "Fn::GetAtt": ["Topic", "Arn"] }],
  ["an unresolvable name", { "Fn::Select": [0, ["a"]] }],
])("but not by guesses: %s", (_, name) => {
  expect(named(name)).toEqual([[], []]);
});

test("an import within another function is found", () => {
  const taken = { "Fn::ImportValue": { Ref: "Environment" } };
  expect(
    exchange({
      Parameters: { Environment: { Type: "String" } },
      Resources: {
        A: { Type: "T", Properties: { List: [{ "Fn::Join": ["/", [taken, { Ref: "A" }]] }] } },
      },
    }),
  ).toEqual([[], ["dev-alice"]]);
});

test("what a false condition excludes is neither exported nor imported", () => {
  const value = (name: string) => ({ "Fn::ImportValue": name });
  const template = {
    Parameters: { Environment: { Type: "String" } },
    Conditions: { Off: { "Fn::Equals": [{ Ref: "Environment" }, "prod"] } },
    Resources: {
      A: { Type: "T", Condition: "Off", Properties: { P: value("in-resource") } },
      B: { Type: "T", Properties: { P: { "Fn::If": ["Off", value("then"), value("else")] } } },
    },
    Outputs: {
      C: { Condition: "Off", Value: value("in-output"), Export: { Name: "off" } },
      D: { Value: value("passed-on"), Export: { Name: "on" } },
    },
  };
  expect(exchange(template)).toEqual([["on"], ["else", "passed-on"]]);
});
