import { describe, expect, test } from "@jest/globals";
import { parseTemplate } from "../template/template";
import { AccountModel } from "../testing/fixtures/account-model";
import { testEnvironment } from "../testing/fixtures/environment";
import { planOf } from "../testing/fixtures/plan";
import { serviceOf } from "../testing/fixtures/service";
import { type DesiredService, desire } from "./desired";
import type { Reason } from "./plan";

const service = serviceOf({
  service: "orders",
  description: "one",
  functions: [{ name: "orders", memory: 128, code: "first" }],
});

const PARAMETERS = {
  Environment: { Type: "String" },
  Level: { Type: "String" },
  Other: { Type: "String" },
};
const VALUES = { Level: "info", Other: "x" };

/** A template with the function and, by its name in the template, a table. */
function template(properties: object, rest: object = {}, table: object = { TableName: "orders" }): string {
  const FunctionName = { "Fn::Sub": "$" + "{Environment}-orders" };
  return JSON.stringify({
    Parameters: PARAMETERS,
    Resources: {
      Functionorders: { Type: "AWS::Lambda::Function", Properties: { FunctionName, ...properties } },
      Table: { Type: "AWS::DynamoDB::Table", DeletionPolicy: "Retain", Properties: table },
    },
    ...rest,
  });
}

function desired(body: string, parameters: Record<string, string>): DesiredService {
  const stack = { ...service.stack, body, digest: body, template: parseTemplate(body, "t") };
  return desire({ ...service, stack }, testEnvironment(parameters));
}

/** Why the function changes when one template replaces the other. */
function reason(from: string, to: string, parameters: Record<string, string> = {}): Reason | undefined {
  const account = new AccountModel();
  const before = desired(from, VALUES);
  account.apply(before);
  const after = desired(to, { ...VALUES, ...parameters });
  return planOf(after, account.observe(before.stack.name)).functions[0]?.reason;
}

describe("the update of a stack gives a function other settings", () => {
  const plain = template({ MemorySize: 128 });

  test("by its properties", () => {
    expect(reason(plain, template({ MemorySize: 128 }, { Description: "two" }))).toBe("none");
    expect(reason(plain, template({ MemorySize: 256 }))).toBe("configuration");
    expect(reason(plain, template({}))).toBe("configuration");
  });

  test.each([
    ["its placeholder: code is no business of the stack", { Code: { ZipFile: "other" } }],
    ["tags", { Tags: [{ Key: "team", Value: "shop" }] }],
    ["the concurrency that is reserved", { ReservedConcurrentExecutions: 1 }],
    ["its description", { Description: "other" }],
  ])("not by what no version has: %s", (_, properties) => {
    expect(reason(plain, template({ MemorySize: 128, ...properties }))).toBe("none");
  });

  test.each([
    ["Ref", { Environment: { Variables: { LEVEL: { Ref: "Level" } } } }],
    ["Fn::Sub", { Handler: { "Fn::Sub": "at $" + "{Level}" } }],
    ["Fn::Sub with variables", { Handler: { "Fn::Sub": ["$" + "{a}", { a: { Ref: "Level" } }] } }],
  ])("by a parameter that it uses (%s)", (_, properties) => {
    const one = template(properties);
    expect(reason(one, one, { Level: "debug" })).toBe("configuration");
    expect(reason(one, one, { Other: "y" })).toBe("none");
  });

  test("by a mapping that it uses", () => {
    const properties = { MemorySize: { "Fn::FindInMap": ["Sizes", { Ref: "Environment" }, "memory"] } };
    const small = template(properties, { Mappings: { Sizes: { test: { memory: 128 } } } });
    const large = template(properties, { Mappings: { Sizes: { test: { memory: 256 } } } });
    const another = template(properties, {
      Mappings: { Sizes: { test: { memory: 128 }, prod: { memory: 9 } } },
    });
    expect(reason(small, large)).toBe("configuration");
    expect(reason(small, another)).toBe("none");
  });

  test("by a condition that it uses, directly or indirectly", () => {
    const properties = { MemorySize: { "Fn::If": ["Large", 256, 128] } };
    const Conditions = {
      Large: { "Fn::Or": [{ Condition: "Loud" }, { "Fn::Equals": [{ Ref: "Level" }, "trace"] }] },
      Loud: { "Fn::Equals": [{ Ref: "Level" }, "debug"] },
    };
    const Loud = { "Fn::Equals": [{ Ref: "Level" }, "info"] };
    const one = template(properties, { Conditions });
    expect(reason(one, one, { Level: "debug" })).toBe("configuration");
    expect(reason(one, template(properties, { Conditions: { ...Conditions, Loud } }))).toBe("configuration");
    expect(reason(one, one, { Level: "warn" })).toBe("none");
    expect(reason(one, one, { Other: "y" })).toBe("none");
  });

  test("by a replaced resource that it refers to, and not by one that changes in place", () => {
    const properties = { Environment: { Variables: { TABLE: { Ref: "Table" } } } };
    const one = template(properties);
    expect(reason(one, template(properties, {}, { TableName: "others" }))).toBe("configuration");
    expect(reason(one, template(properties, {}, { TableName: "orders", BillingMode: "PROVISIONED" }))).toBe(
      "none",
    );
    expect(reason(plain, template({ MemorySize: 128 }, {}, { TableName: "others" }))).toBe("none");
  });

  test("perhaps, if the deployed template is unknown", () => {
    const account = new AccountModel();
    account.apply(desired(plain, VALUES));
    const after = desired(template({ MemorySize: 128 }, { Description: "two" }), VALUES);
    const observed = account.observe(after.stack.name);
    const unreadable = {
      ...observed,
      ...(observed.stack && { stack: { ...observed.stack, template: "a: b" } }),
    };
    expect(planOf(after, unreadable).functions[0]?.reason).toBe("configuration");
  });
});
