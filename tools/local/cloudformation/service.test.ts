import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";

const ROLE = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
      ],
    },
  },
};

const FAST = { minDelay: 0.05, maxDelay: 0.1, maxWaitTime: 30 };

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

describe("a change set of type CREATE", () => {
  it("makes a stack when it is executed", async () => {
    const { client } = account;
    const TemplateBody = JSON.stringify({
      Resources: { Role: ROLE },
      Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
    });
    const created = await client.send(
      new CreateChangeSetCommand({
        StackName: "first",
        ChangeSetName: "one",
        ChangeSetType: "CREATE",
        TemplateBody,
        Capabilities: ["CAPABILITY_IAM"],
        Tags: [{ Key: "team", Value: "orders & <co>" }],
      }),
    );
    const described = await client.send(new DescribeChangeSetCommand({ ChangeSetName: created.Id }));
    expect(described.Status).toBe("CREATE_COMPLETE");
    expect(described.Changes).toEqual([
      {
        Type: "Resource",
        ResourceChange: {
          Action: "Add",
          LogicalResourceId: "Role",
          ResourceType: "AWS::IAM::Role",
          Scope: [],
          Details: [],
        },
      },
    ]);
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: created.Id }));
    await waitUntilStackCreateComplete({ client, ...FAST }, { StackName: "first" });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "first" }));
    expect(Stacks?.[0]?.Outputs?.[0]?.OutputValue).toMatch(
      /^arn:aws:iam::000000000000:role\/first-Role-[A-Z0-9]{12}$/,
    );
    expect(Stacks?.[0]?.Tags).toEqual([{ Key: "team", Value: "orders & <co>" }]);
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: "first" }));
    expect(
      StackEvents.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`),
    ).toEqual([
      "first CREATE_COMPLETE",
      "Role CREATE_COMPLETE",
      "Role CREATE_IN_PROGRESS",
      "Role CREATE_IN_PROGRESS",
      "first CREATE_IN_PROGRESS",
      "first REVIEW_IN_PROGRESS",
    ]);
  });
});

describe("CreateStack", () => {
  it("refuses a type that the local account does not have, by name, and writes nothing", async () => {
    const TemplateBody = JSON.stringify({ Resources: { Bucket: { Type: "AWS::S3::Bucket" } } });
    await expect(
      account.client.send(new CreateStackCommand({ StackName: "refused", TemplateBody })),
    ).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("Unrecognized resource types: [AWS::S3::Bucket]"),
    });
    await expect(
      account.client.send(new DescribeStacksCommand({ StackName: "refused" })),
    ).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack with id refused does not exist",
    });
  });
});
