import { describe, expect, test } from "@jest/globals";
import { findFunctionId, parseTemplate, requireFunction, type Template } from "./template";

function named(FunctionName: unknown): Template {
  const resource = { Type: "AWS::Lambda::Function", Properties: { FunctionName } };
  return parseTemplate(JSON.stringify({ Resources: { Function: resource } }), "t");
}

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
