import { describe, expect, test } from "@jest/globals";
import { functionChanges } from "./effective";
import { findFunction, parseTemplate, requireFunction, type Template } from "./template";

const NAME = { "Fn::Sub": "$" + "{Environment}-orders" };

function template(properties: object, rest: object = {}): Template {
  const resource = { Type: "AWS::Lambda::Function", Properties: { FunctionName: NAME, ...properties } };
  const parameters = {
    Environment: { Type: "String" },
    Level: { Type: "String" },
    Other: { Type: "String" },
  };
  return parseTemplate(
    JSON.stringify({ Parameters: parameters, Resources: { Function: resource }, ...rest }),
    "t",
  );
}

const values = { Environment: "test", Level: "info", Other: "x" };

function changes(from: Template, to: Template, parameters: Record<string, string> = values): boolean {
  return functionChanges("orders", { template: from, parameters: values }, { template: to, parameters });
}

describe("a function changes", () => {
  const plain = template({ MemorySize: 128 });

  test("by its properties", () => {
    expect(changes(plain, template({ MemorySize: 128 }))).toBe(false);
    expect(changes(plain, template({ MemorySize: 256 }))).toBe(true);
  });

  test("not by its placeholder: code is no business of the stack", () => {
    expect(changes(plain, template({ MemorySize: 128, Code: { ZipFile: "other" } }))).toBe(false);
  });

  test.each([
    ["Ref", { Environment: { Variables: { LEVEL: { Ref: "Level" } } } }],
    ["Fn::Sub", { Description: { "Fn::Sub": "at $" + "{Level}" } }],
    ["Fn::Sub with variables", { Description: { "Fn::Sub": ["$" + "{a}", { a: { Ref: "Level" } }] } }],
  ])("by a parameter that it uses (%s)", (_, properties) => {
    const one = template(properties);
    expect(changes(one, one, { ...values, Level: "debug" })).toBe(true);
    expect(changes(one, one, { ...values, Other: "y" })).toBe(false);
  });

  test("by a mapping that it uses", () => {
    const properties = { MemorySize: { "Fn::FindInMap": ["Sizes", { Ref: "Environment" }, "memory"] } };
    const small = template(properties, { Mappings: { Sizes: { test: { memory: 128 } } } });
    const large = template(properties, { Mappings: { Sizes: { test: { memory: 256 } } } });
    expect(changes(small, large)).toBe(true);
  });

  test("by a condition that it uses, and by what that rests on", () => {
    const properties = { MemorySize: { "Fn::If": ["Large", 256, 128] } };
    const Conditions = {
      Large: { "Fn::And": [{ Condition: "Loud" }, { Condition: "Large" }] },
      Loud: { "Fn::Equals": [{ Ref: "Level" }, "debug"] },
    };
    const one = template(properties, { Conditions });
    expect(changes(one, one, { ...values, Level: "debug" })).toBe(true);
    expect(changes(one, template(properties, { Conditions: { ...Conditions, Loud: {} } }))).toBe(true);
    expect(changes(one, one, { ...values, Other: "y" })).toBe(false);
  });

  test("by what is not its own: no", () => {
    const Resources = {
      Function: { Type: "AWS::Lambda::Function", Properties: { FunctionName: NAME, MemorySize: 128 } },
    };
    const more = template({}, { Resources: { ...Resources, Topic: { Type: "AWS::SNS::Topic" } } });
    expect(changes(plain, more)).toBe(false);
  });
});

describe("a function is found by its name", () => {
  test("as Fn::Sub and as Fn::Join", () => {
    const join = { "Fn::Join": ["", [{ Ref: "Environment" }, "-orders"]] };
    expect(findFunction(template({ FunctionName: join }), "orders")).toBeDefined();
    expect(findFunction(template({}), "orders")).toBeDefined();
    expect(findFunction(template({}), "order")).toBeUndefined();
  });

  test("or the template is refused before it is deployed", () => {
    expect(() =>
      requireFunction(template({ FunctionName: "orders" }), "orders", "//a:stack"),
    ).toThrowErrorMatchingInlineSnapshot(
      `"the template of //a:stack has no AWS::Lambda::Function with the FunctionName "\${Environment}-orders" (as Fn::Sub or Fn::Join)"`,
    );
  });
});
