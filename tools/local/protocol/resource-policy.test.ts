import { describe, expect, test } from "@jest/globals";
import { allowsService } from "./resource-policy";

const source = "arn:aws:execute-api:us-east-1:000000000000:abc123/$default/GET/orders/{proxy+}";

/** A policy of one statement, as Lambda's AddPermission makes it. */
function policy(changes: object): string {
  const Statement = [
    {
      Sid: "1",
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:f:live",
      ...changes,
    },
  ];
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement });
}

const from = (arn: string) => ({ Condition: { ArnLike: { "AWS:SourceArn": arn } } });
const api = "arn:aws:execute-api:us-east-1:000000000000:abc123";

const allows = (text: string | undefined): boolean =>
  allowsService(text, {
    principal: "apigateway.amazonaws.com",
    action: "lambda:InvokeFunction",
    sourceArn: source,
  });

describe("allowsService", () => {
  test.each([
    ["without a condition", {}],
    ["for the whole API", from(`${api}/*`)],
    ["for all methods of the path", from(`${api}/*/*/orders/{proxy+}`)],
    ["for the route", from(source)],
    ["in another region, of which there is one here", from(source.replace("us-east-1", "eu-west-1"))],
    ["for the account", { Condition: { StringEquals: { "AWS:SourceAccount": "000000000000" } } }],
    ["for all of Lambda", { Action: ["lambda:*"] }],
    ["in other letters", { Action: "Lambda:invokefunction" }],
    ["for any service", { Principal: "*" }],
  ])("allows %s", (_what, changes) => {
    expect(allows(policy(changes))).toBe(true);
  });

  test.each([
    ["another API", from("arn:aws:execute-api:us-east-1:000000000000:other/*")],
    ["another path", from(`${api}/*/*/orders`)],
    ["another account", { Condition: { StringEquals: { "AWS:SourceAccount": "111111111111" } } }],
    ["a condition that is not known here", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }],
    ["another service", { Principal: { Service: "s3.amazonaws.com" } }],
    ["another action", { Action: "lambda:GetFunction" }],
    ["a denial", { Effect: "Deny" }],
  ])("does not take %s for leave", (_what, changes) => {
    expect(allows(policy(changes))).toBe(false);
  });

  test("a function without a policy may not be called", () => {
    expect(allows(undefined)).toBe(false);
  });

  test("a dot in a pattern is a dot", () => {
    expect(allows(policy(from(`${api.replace("abc123", "abc.23")}/*`)))).toBe(false);
  });
});
