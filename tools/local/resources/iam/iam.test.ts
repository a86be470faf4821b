import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "../../cloudformation/account.fixture";
import { role, TRUST } from "../../cloudformation/templates.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

const policy = (PolicyName: string, Roles: readonly object[], Effect = "Allow") => ({
  Type: "AWS::IAM::Policy",
  Properties: {
    PolicyName,
    PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect, Action: "dynamodb:*", Resource: "*" }] },
    Roles,
  },
});

const roles = (more: object) => ({
  Resources: { A: role({ RoleName: "role-a" }), B: role({ RoleName: "role-b" }), ...more },
});

function policies(roleName: string): string[] {
  return Object.keys(account.services.iam.find(roleName)?.policies ?? {});
}

describe("AWS::IAM::Policy", () => {
  it("follows its roles and its name", async () => {
    await account.create("policies", roles({ Policy: policy("first", [{ Ref: "A" }]) }));
    expect([policies("role-a"), policies("role-b")]).toEqual([["first"], []]);
    await account.update("policies", roles({ Policy: policy("first", [{ Ref: "B" }]) }));
    expect([policies("role-a"), policies("role-b")]).toEqual([[], ["first"]]);
    await account.update("policies", roles({ Policy: policy("second", [{ Ref: "A" }, { Ref: "B" }]) }));
    expect([policies("role-a"), policies("role-b")]).toEqual([["second"], ["second"]]);
    await account.update("policies", roles({}));
    expect([policies("role-a"), policies("role-b")]).toEqual([[], []]);
  });

  it("must be one", async () => {
    const Policy = policy("wrong", [{ Ref: "A" }], "Permit");
    await expect(account.update("policies", roles({ Policy }))).rejects.toThrow(
      '#/PolicyDocument/Statement/0/Effect: Invalid option: expected one of "Allow"|"Deny"',
    );
  });

  it("wants a role that there is", async () => {
    const Policy = policy("lost", ["no-such-role"] as never);
    const stack = await account.update("policies", roles({ Policy }));
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  });
});

describe("AWS::IAM::Role", () => {
  it("has an ARN with its path, and an id", async () => {
    const template = {
      Resources: { Role: role({ Path: "/service/", RoleName: "with-path" }) },
      Outputs: {
        Arn: { Value: { "Fn::GetAtt": "Role.Arn" } },
        Id: { Value: { "Fn::GetAtt": "Role.RoleId" } },
      },
    };
    const { Outputs = [] } = await account.create("roles", template);
    expect(Outputs.map(({ OutputValue }) => OutputValue)).toEqual([
      "arn:aws:iam::000000000000:role/service/with-path",
      expect.stringMatching(/^AROA[0-9A-F]{17}$/),
    ]);
    expect(account.services.iam.find("with-path")?.properties).toMatchObject({
      AssumeRolePolicyDocument: TRUST,
    });
  });
});
