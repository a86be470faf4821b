import { describe, expect, test } from "@jest/globals";
import type { Resource, Template } from "../../template/template";
import type { Fault } from "../report/report";
import { checkStack, type StackRules } from "./check";

const RULES: StackRules = { maxUsagePercent: 80, iamWildcards: {} };

function reportOf(Resources: Record<string, Resource>, rules: Partial<StackRules> = {}, rest: Template = {}) {
  const template = { ...rest, Resources };
  return checkStack(template, JSON.stringify(template), { ...RULES, ...rules });
}

const lines = (faults: readonly Fault[]): string[] =>
  faults.map(({ where, what, next }) => `${where}: ${what}; ${next}`);

describe("limits", () => {
  const topics = (count: number): Record<string, Resource> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`T${n}`, { Type: "AWS::SNS::Topic" }]));

  test("a share of a limit fails before the limit does, and says how to go on", () => {
    expect(reportOf(topics(400)).faults).toEqual([]);
    expect(lines(reportOf(topics(401)).faults)).toEqual([
      "the template: 401 resources are more than 80 % of CloudFormation's limit of 500; split the service into two, or serve " +
        "routes and triggers by one resource (`/orders/{proxy+}`); or raise max_usage_percent",
    ]);
    expect(reportOf(topics(401), { maxUsagePercent: 90 }).faults).toEqual([]);
  });

  test("parameters, outputs and bytes count as well", () => {
    const many = Object.fromEntries(Array.from({ length: 161 }, (_, n) => [`P${n}`, { Type: "String" }]));
    const large = { Note: { Type: "AWS::SNS::Topic", Properties: { TopicName: "x".repeat(800_000) } } };
    expect(
      lines(reportOf(large, {}, { Parameters: many, Outputs: many }).faults).map(
        (line) => line.split(";")[0],
      ),
    ).toEqual([
      "the template: 161 parameters are more than 80 % of CloudFormation's limit of 200",
      "the template: 161 outputs are more than 80 % of CloudFormation's limit of 200",
      expect.stringMatching(
        /^the template: 80\d{4} bytes of template are more than 80 % of CloudFormation's limit of 1000000$/,
      ),
    ]);
  });

  test("the report says what is left, and what there is of each type", () => {
    const { sections } = reportOf({ ...topics(2), Queue: { Type: "AWS::SQS::Queue" } });
    expect(sections[0]?.rows[0]).toEqual(["resources", 3, "of", 500, "1 %", "497 left"]);
    expect(sections[1]?.rows).toEqual([
      ["AWS::SNS::Topic", 2],
      ["AWS::SQS::Queue", 1],
    ]);
  });
});

describe("functions", () => {
  const FunctionName = { "Fn::Sub": `\${Environment}-orders` };
  const lambda = (properties: object = {}): Record<string, Resource> => ({
    Orders: {
      Type: "AWS::Lambda::Function",
      Properties: { FunctionName, Runtime: "nodejs24.x", ...properties },
    },
  });
  const logs = (properties: object): Record<string, Resource> => ({
    Logs: {
      Type: "AWS::Logs::LogGroup",
      Properties: {
        LogGroupName: { "Fn::Join": ["", ["/aws/lambda/", { Ref: "Environment" }, "-orders"]] },
        ...properties,
      },
    },
  });

  test("logs that end some day pass, whether the group is found by its name or named by the function", () => {
    expect(reportOf({ ...lambda(), ...logs({ RetentionInDays: { Ref: "Days" } }) }).faults).toEqual([]);
    const named = lambda({ LoggingConfig: { LogGroup: { Ref: "Logs" } } });
    expect(
      reportOf({ ...named, ...logs({ LogGroupName: "elsewhere", RetentionInDays: 30 }) }).faults,
    ).toEqual([]);
  });

  test("logs for ever do not", () => {
    const next =
      "set RetentionInDays on an AWS::Logs::LogGroup, as ServiceFunction of platform/constructs does";
    expect(lines(reportOf({ ...lambda(), ...logs({}) }).faults)).toEqual([
      `Logs: this log group keeps all logs for ever; ${next}`,
    ]);
    const other = logs({ LogGroupName: "/aws/lambda/other", RetentionInDays: 30 });
    expect(lines(reportOf({ ...lambda(), ...other }).faults)).toEqual([
      `Orders: the stack has no log group for this function, so Lambda makes one that keeps all logs for ever; ${next}`,
    ]);
  });

  test("a runtime that is not the newest is reported with its last day, and fails nothing", () => {
    const { notices, faults, sections } = reportOf({
      ...lambda({ Runtime: "nodejs22.x" }),
      ...logs({ RetentionInDays: 1 }),
    });
    expect(faults).toEqual([]);
    expect(notices).toEqual([
      "Orders runs on nodejs22.x, which Lambda deprecates on 2027-04-30; use nodejs24.x before then",
    ]);
    expect(sections.find(({ title }) => title === "runtimes")?.rows).toEqual([
      ["Orders", "nodejs22.x", "updated by Lambda until 2027-04-30"],
    ]);
  });
});
