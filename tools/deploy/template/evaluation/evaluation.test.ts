import { describe, expect, test } from "@jest/globals";
import { parseTemplate } from "../template";
import { Evaluation } from "./evaluation";
import { textOf } from "./text";
import { Masked } from "./value";

const template = parseTemplate(
  JSON.stringify({
    Parameters: {
      Environment: { Type: "String" },
      Flag: { Type: "String", AllowedValues: ["on", "off"] },
      Count: { Type: "Number" },
      Zones: { Type: "List<Number>" },
      Level: { Type: "String" },
      Password: { Type: "String", NoEcho: true, Default: "hunter2" },
      Unset: { Type: "String" },
    },
    Conditions: {
      On: { "Fn::Equals": [{ Ref: "Flag" }, "on"] },
      Off: { "Fn::Not": [{ Condition: "On" }] },
      Both: { "Fn::And": [{ Condition: "On" }, { Condition: "Off" }] },
      Unknown: { "Fn::Equals": [{ Ref: "Topic" }, "x"] },
      Either: { "Fn::Or": [{ Condition: "On" }, { Condition: "Unknown" }] },
      Three: { "Fn::Equals": [{ Ref: "Count" }, 3] },
      Circle: { "Fn::Not": [{ Condition: "Circle" }] },
    },
    Mappings: { Names: { "eu-central-1": { topic: "frankfurt" }, debug: { topic: "loud" } } },
    Resources: { Topic: { Type: "AWS::SNS::Topic" } },
  }),
  "t",
);
const parameters = {
  Environment: "dev-alice",
  Flag: "on",
  Count: "3",
  Zones: "1,2",
  Level: "debug",
  Password: "****",
};
const resolved = (value: unknown): unknown =>
  new Evaluation({ template, parameters }, { "AWS::Region": "eu-central-1" }).value(value);

const sub = (text: string): string => text.replaceAll("<", `\${`).replaceAll(">", "}");

describe("a value is resolved", () => {
  test.each<[string, unknown, unknown]>([
    ["text", "topic", "topic"],
    ["Ref", { Ref: "Environment" }, "dev-alice"],
    ["Ref to a list", { Ref: "Zones" }, ["1", "2"]],
    ["pseudo parameter", { Ref: "AWS::Region" }, "eu-central-1"],
    ["Fn::Sub", { "Fn::Sub": sub("<Environment>-topic-<AWS::Region>") }, "dev-alice-topic-eu-central-1"],
    ["Fn::Sub with variables", { "Fn::Sub": [sub("<a>-<!b>"), { a: { Ref: "Flag" } }] }, sub("on-<b>")],
    ["Fn::Join", { "Fn::Join": ["-", [{ Ref: "Environment" }, "topic", 1]] }, "dev-alice-topic-1"],
    ["Fn::FindInMap", { "Fn::FindInMap": ["Names", { Ref: "AWS::Region" }, "topic"] }, "frankfurt"],
    ["Fn::FindInMap by any parameter", { "Fn::FindInMap": ["Names", { Ref: "Level" }, "topic"] }, "loud"],
    ["Fn::If", { "Fn::If": ["On", "a", "b"] }, "a"],
    ["Fn::Not", { "Fn::If": ["Off", "a", "b"] }, "b"],
    ["Fn::And", { "Fn::If": ["Both", "a", "b"] }, "b"],
    ["Fn::Or of which one is not known", { "Fn::If": ["Either", "a", "b"] }, "a"],
    ["Fn::Equals of a number and its text", { "Fn::If": ["Three", "a", "b"] }, "a"],
    ["AWS::NoValue", { kept: 1, gone: { Ref: "AWS::NoValue" } }, { kept: 1 }],
  ])("%s", (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });
});

describe("a value is left as it is", () => {
  test.each<[string, unknown]>([
    ["a resource", { Ref: "Topic" }],
    ["a resource in Fn::Sub", { "Fn::Sub": sub("<Topic>-x") }],
    ["an attribute", { "Fn::GetAtt": ["Topic", "Arn"] }],
    ["a pseudo parameter without a value", { Ref: "AWS::StackId" }],
    ["a parameter without a value", { Ref: "Unset" }],
    ["a condition that is not known", { "Fn::If": ["Unknown", "a", "b"] }],
    ["a condition that rests on itself", { "Fn::If": ["Circle", "a", "b"] }],
    ["another mapping", { "Fn::FindInMap": ["Names", "us-east-1", "topic"] }],
    ["a function that is not known", { "Fn::Base64": "x" }],
  ])("%s", (_, value) => {
    expect(resolved(value)).toEqual(value);
    expect(textOf(resolved(value))).toBeUndefined();
  });
});

describe("possible secrets are masked", () => {
  test.each<[string, unknown, Masked]>([
    ["a parameter", { Ref: "Level" }, new Masked(sub("<Level>"), "debug")],
    ["a text of it", { "Fn::Sub": sub("at-<Level>") }, new Masked(sub("at-<Level>"), "at-debug")],
    [
      "a hidden parameter, which has its default",
      { Ref: "Password" },
      new Masked(sub("<Password>"), "hunter2"),
    ],
  ])("%s", (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
    expect(textOf(resolved(value))).toBe(expected.value);
  });
});
