import { describe, expect, test } from "@jest/globals";
import { exchangeOf } from "./exchange";
import { parseTemplate } from "./template";

const values = { Environment: "dev-alice", Flag: "on", "AWS::Region": "eu-central-1" };

/** Names that a template exports and imports, of one value each. */
function names(value: unknown): readonly (readonly string[])[] {
  const template = parseTemplate(
    JSON.stringify({
      Conditions: {
        On: { "Fn::Equals": [{ Ref: "Flag" }, "on"] },
        Off: { "Fn::Not": [{ Condition: "On" }] },
        Both: { "Fn::And": [{ Condition: "On" }, { Condition: "Off" }] },
        Either: { "Fn::Or": [{ Condition: "On" }, { "Fn::Equals": [{ Ref: "Topic" }, "x"] }] },
        Unknown: { "Fn::Equals": [{ Ref: "Topic" }, "x"] },
      },
      Mappings: { Names: { "eu-central-1": { topic: "frankfurt" } } },
      Resources: {
        Topic: { Type: "AWS::SNS::Topic", Properties: { Name: { "Fn::ImportValue": value } } },
      },
      Outputs: { One: { Value: "v", Export: { Name: value } } },
    }),
    "t",
  );
  const { exports, imports } = exchangeOf(template, values);
  return [[...exports], [...imports]];
}

describe("names of exports are resolved", () => {
  const dollar = "$";
  test.each([
    ["text", "topic", "topic"],
    ["Ref", { Ref: "Environment" }, "dev-alice"],
    ["pseudo parameter", { Ref: "AWS::Region" }, "eu-central-1"],
    [
      "Fn::Sub",
      { "Fn::Sub": `${dollar}{Environment}-topic-${dollar}{AWS::Region}` },
      "dev-alice-topic-eu-central-1",
    ],
    [
      "Fn::Sub with variables",
      { "Fn::Sub": [`${dollar}{a}-${dollar}{!b}`, { a: { Ref: "Flag" } }] },
      `on-${dollar}{b}`,
    ],
    ["Fn::Join", { "Fn::Join": ["-", [{ Ref: "Environment" }, "topic", 1]] }, "dev-alice-topic-1"],
    ["Fn::FindInMap", { "Fn::FindInMap": ["Names", { Ref: "AWS::Region" }, "topic"] }, "frankfurt"],
    ["Fn::If", { "Fn::If": ["On", "a", "b"] }, "a"],
    ["Fn::Not", { "Fn::If": ["Off", "a", "b"] }, "b"],
    ["Fn::And", { "Fn::If": ["Both", "a", "b"] }, "b"],
    ["Fn::Or of which one is not known", { "Fn::If": ["Either", "a", "b"] }, "a"],
  ])("%s", (_, value, expected) => {
    expect(names(value)).toEqual([[expected], [expected]]);
  });

  test.each([
    ["a resource", { Ref: "Topic" }],
    ["a resource in Fn::Sub", { "Fn::Sub": `${dollar}{Topic}-x` }],
    ["an attribute", { "Fn::GetAtt": ["Topic", "Arn"] }],
    ["a condition that is not known", { "Fn::If": ["Unknown", "a", "b"] }],
    ["another mapping", { "Fn::FindInMap": ["Names", "us-east-1", "topic"] }],
  ])("but not by guesses: %s", (_, value) => {
    expect(names(value)).toEqual([[], []]);
  });
});

test("what a false condition leaves out is neither exported nor imported", () => {
  const value = (name: string) => ({ "Fn::ImportValue": name });
  const template = parseTemplate(
    JSON.stringify({
      Conditions: { Off: { "Fn::Equals": [{ Ref: "Flag" }, "off"] } },
      Resources: {
        A: { Type: "T", Condition: "Off", Properties: { P: value("in-resource") } },
        B: { Type: "T", Properties: { P: { "Fn::If": ["Off", value("then"), value("else")] } } },
      },
      Outputs: {
        C: { Condition: "Off", Value: value("in-output"), Export: { Name: "off" } },
        D: { Value: value("passed-on"), Export: { Name: "on" } },
      },
    }),
    "t",
  );
  const { exports, imports } = exchangeOf(template, values);
  expect([[...exports], [...imports]]).toEqual([["on"], ["else", "passed-on"]]);
});
