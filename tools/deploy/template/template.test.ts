import { describe, expect, test } from "@jest/globals";
import { findFunctionId, parseTemplate, requireFunction, type Template } from "./template";

function named(FunctionName: unknown): Template {
  const resource = { Type: "AWS::Lambda::Function", Properties: { FunctionName } };
  return parseTemplate(JSON.stringify({ Resources: { Function: resource } }), "t");
}

describe("an invalid template is refused, with the place of the error", () => {
  const resource = { Type: "AWS::X::Y" };
  test.each([
    [{}, "t has no Resources"],
    [
      { Resources: { A: null } },
      "t is not valid: Resources.A: Invalid input: expected object, received null",
    ],
    [
      { Resources: { A: {} } },
      "t is not valid: Resources.A.Type: Invalid input: expected string, received undefined",
    ],
    [
      { Resources: { A: { ...resource, Properties: [] } } },
      "t is not valid: Resources.A.Properties: Invalid input",
    ],
    [{ Resources: {}, Outputs: { B: 1 } }, "t is not valid: Outputs.B: Invalid input"],
    [
      { Resources: {}, Parameters: { P: { Type: "String", Default: {} } } },
      "t is not valid: Parameters.P.Default: ",
    ],
  ])("%j", (document, message) => {
    expect(() => parseTemplate(JSON.stringify(document), "t")).toThrow(message);
  });

  test("but loops and macros are for CloudFormation to carry out", () => {
    const Resources = {
      "Fn::ForEach::Topics": ["Name", ["A"], {}],
      "Fn::Transform": { Name: "AWS::Include" },
    };
    expect(parseTemplate(JSON.stringify({ Resources }), "t").resources).toEqual(Resources);
  });
});

describe("a function is found by its name", () => {
  test.each([
    ["Fn::Sub", { "Fn::Sub": "$" + "{Environment}-orders" }],
    ["Fn::Join", { "Fn::Join": ["", [{ Ref: "Environment" }, "-orders"]] }],
  ])("as %s", (_, name) => {
    expect(findFunctionId(named(name), "orders")).toBe("Function");
    expect(findFunctionId(named(name), "order")).toBeUndefined();
  });

  test("or the template is refused before it is deployed", () => {
    expect(() => requireFunction(named("orders"), "orders", "//a:stack")).toThrowErrorMatchingInlineSnapshot(
      `"the template of //a:stack has no AWS::Lambda::Function with the FunctionName "\${Environment}-orders" (as Fn::Sub or Fn::Join)"`,
    );
  });
});
