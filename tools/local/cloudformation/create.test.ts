import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  paginateDescribeStackEvents,
  RollbackStackCommand,
  type StackEvent,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";
import { GATE_TYPE, Gate } from "./gate.fixture";
import { lambdaFunction, logGroup, role } from "./templates.fixture";

let account: TestAccount;
const gate = new Gate();

beforeAll(async () => {
  account = await TestAccount.start({ providers: () => [gate.provider] });
});

afterAll(async () => {
  await account.remove();
});

function create(StackName: string, template: object, input: object = {}): Promise<unknown> {
  return account.client.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), ...input }),
  );
}

describe("a failed creation", () => {
  const template = (name: string, members: object = {}) => ({
    Resources: {
      Role: role(),
      Logs: logGroup({ LogGroupName: name }, members),
      Function: { ...lambdaFunction({ MemorySize: 64 }), DependsOn: "Logs" },
    },
  });
  const groups = async (logGroupNamePrefix: string) =>
    (await account.services.logs.describeLogGroups({ logGroupNamePrefix })).logGroups?.length;

  it("is rolled back: what was made is deleted, in the reverse order", async () => {
    const stack = await account.create("failed", template("failed"));
    expect([stack.StackStatus, await groups("failed")]).toEqual(["ROLLBACK_COMPLETE", 0]);
    const { StackEvents = [] } = await account.client.send(
      new DescribeStackEventsCommand({ StackName: "failed" }),
    );
    const reason = StackEvents.find(({ ResourceStatus }) => ResourceStatus === "ROLLBACK_IN_PROGRESS");
    expect(reason?.ResourceStatusReason).toBe(
      "The following resource(s) failed to create: [Function]. Rollback requested by user.",
    );
    const events = await account.events("failed", /^(Function|Role) (CREATE_FAILED|CREATE_COMPLETE|DELETE)/);
    expect(events).toEqual([
      "Role CREATE_COMPLETE",
      "Function CREATE_FAILED",
      "Function DELETE_COMPLETE",
      "Role DELETE_IN_PROGRESS",
      "Role DELETE_COMPLETE",
    ]);
    const update = new UpdateStackCommand({ StackName: "failed", UsePreviousTemplate: true });
    await expect(account.client.send(update)).rejects.toMatchObject({
      message: `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
  });

  it("keeps resources to be retained, except where the request says that only existing ones are", async () => {
    await account.create("retained", template("retained", { DeletionPolicy: "Retain" }));
    expect(await groups("retained")).toBe(1);
    const input = { RetainExceptOnCreate: true };
    await account.create("not-retained", template("not-retained", { DeletionPolicy: "Retain" }), input);
    expect(await groups("not-retained")).toBe(0);
  });

  it("stays as it is when rollback is disabled, until it is asked for", async () => {
    const stack = await account.create("kept", template("kept"), { DisableRollback: true });
    expect([stack.StackStatus, await groups("kept")]).toEqual(["CREATE_FAILED", 1]);
    await account.client.send(new RollbackStackCommand({ StackName: "kept" }));
    expect((await account.settled("kept")).StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await groups("kept")).toBe(0);
  });

  it("leaves no stack when the request says DELETE", async () => {
    const stack = await account.create("removed", template("removed"), { OnFailure: "DELETE" });
    expect([stack.StackStatus, await groups("removed")]).toEqual(["DELETE_COMPLETE", 0]);
    await expect(
      account.client.send(new DescribeStacksCommand({ StackName: "removed" })),
    ).rejects.toMatchObject({
      message: "Stack with id removed does not exist",
    });
  });
});

describe("a creation under way", () => {
  it("refuses updates, takes the same request for the same, and ends when it can", async () => {
    const template = { Resources: { Gate: { Type: GATE_TYPE } } };
    await create("busy", template, { ClientRequestToken: "token-1" });
    await gate.entered;
    const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName: "busy" }));
    expect(Stacks?.[0]?.StackStatus).toBe("CREATE_IN_PROGRESS");
    const update = new UpdateStackCommand({ StackName: "busy", UsePreviousTemplate: true });
    await expect(account.client.send(update)).rejects.toMatchObject({
      name: "ValidationError",
      message: `Stack:${Stacks?.[0]?.StackId} is in CREATE_IN_PROGRESS state and can not be updated.`,
    });
    await expect(create("busy", template)).rejects.toMatchObject({
      name: "AlreadyExistsException",
      message: "Stack [busy] already exists",
    });
    const again = await create("busy", template, { ClientRequestToken: "token-1" });
    expect(again).toMatchObject({ StackId: Stacks?.[0]?.StackId });
    gate.open();
    expect((await account.settled("busy")).StackStatus).toBe("CREATE_COMPLETE");
  });
});

describe("two creations of one name at the same time", () => {
  it("are one stack", async () => {
    const template = { Resources: { A: logGroup() } };
    const [first, second] = await Promise.allSettled([create("twice", template), create("twice", template)]);
    expect([first?.status, second?.status].sort()).toEqual(["fulfilled", "rejected"]);
    const { Stacks = [] } = await account.client.send(new DescribeStacksCommand({}));
    expect(Stacks.filter(({ StackName }) => StackName === "twice")).toHaveLength(1);
    expect((await account.settled("twice")).StackStatus).toBe("CREATE_COMPLETE");
  });
});

describe("requests that are refused", () => {
  it.each([
    [
      "without the capability for IAM",
      { Resources: { Role: role() } },
      "Requires capabilities : [CAPABILITY_IAM]",
    ],
    [
      "without the capability for named IAM resources",
      { Resources: { Role: role({ RoleName: "named" }) } },
      "Requires capabilities : [CAPABILITY_NAMED_IAM]",
    ],
    [
      "with a property that is not supported",
      { Resources: { Logs: logGroup({ KmsKeyId: "key" }) } },
      "extraneous key [KmsKeyId] is not permitted",
    ],
    [
      "with a wrong property",
      { Resources: { Logs: logGroup({ RetentionInDays: "a week" }) } },
      "Properties validation failed for resource Logs of type AWS::Logs::LogGroup with message: [#/RetentionInDays: expected type: Integer]",
    ],
    [
      "with a missing parameter",
      { Parameters: { Name: { Type: "String" } }, Resources: { Logs: logGroup() } },
      "Parameters: [Name] must have values",
    ],
    [
      "with a circle",
      {
        Resources: {
          A: logGroup({}, { DependsOn: "B" }),
          B: logGroup({}, { DependsOn: "A" }),
          C: logGroup(),
        },
      },
      "Circular dependency between resources: [A, B]",
    ],
    [
      "with a reference to nothing",
      { Resources: { A: logGroup({ LogGroupName: { Ref: "Nothing" } }) } },
      "Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template",
    ],
    [
      "with an attribute that there is not",
      { Resources: { A: logGroup(), B: logGroup({ LogGroupName: { "Fn::GetAtt": ["A", "Size"] } }) } },
      "resource A does not support attribute type Size in Fn::GetAtt",
    ],
    [
      "with a function that is not supported",
      { Resources: { A: logGroup({ LogGroupName: { "Fn::Cidr": ["10.0.0.0/8", 1, 8] } }) } },
      "Fn::Cidr in resource A is not supported by the local account",
    ],
    [
      "with a dynamic reference",
      { Resources: { A: logGroup({ LogGroupName: "{{resolve:ssm:name}}" }) } },
      'dynamic reference "{{resolve:ssm:name}}" in resource A is not supported',
    ],
    [
      "with a section that is not supported",
      { Transform: "AWS::Serverless-2016-10-31", Resources: { A: logGroup() } },
      "Invalid template property or properties [Transform]",
    ],
    [
      "with an import of nothing",
      { Resources: { A: logGroup({ LogGroupName: { "Fn::ImportValue": "nothing" } }) } },
      "No export named nothing found",
    ],
    [
      "with too many resources",
      { Resources: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`A${index}`, logGroup()])) },
      "Number of resources, 501, is greater than maximum allowed, 500",
    ],
  ])("%s", async (_, template, message) => {
    await expect(create("refused", template)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
    await expect(account.client.send(new DescribeStacksCommand({ StackName: "refused" }))).rejects.toThrow(
      "Stack with id refused does not exist",
    );
  });

  it.each([
    ["with a role", { RoleARN: "arn:aws:iam::000000000000:role/deployer" }, "RoleARN"],
    ["with a wrong name", { StackName: "1-orders" }, "stackname"],
    ["with two templates", { TemplateURL: "https://bucket.s3.amazonaws.com/key" }, "only one of them"],
    ["with a template over the limit", { TemplateBody: `{"Description":"${"x".repeat(51_200)}"}` }, "51200"],
    [
      "with a template in YAML",
      { TemplateBody: "Resources:\n  A:\n    Type: x" },
      "reads JSON templates only",
    ],
    ["with broken JSON", { TemplateBody: "{" }, "JSON not well-formed"],
  ])("%s", async (_, input, message) => {
    const request = create("refused", { Resources: { A: logGroup() } }, input);
    await expect(request).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringMatching(new RegExp(message, "i")),
    });
  });
});

describe("templates", () => {
  it("may come from a URL, and be larger then", async () => {
    const Metadata = "x".repeat(900_000);
    const large = await TestAccount.start({
      readTemplate: async (Description) =>
        JSON.stringify({ Description, Metadata, Resources: { A: logGroup() } }),
    });
    try {
      await large.client.send(new CreateStackCommand({ StackName: "large", TemplateURL: "https://a/b" }));
      expect((await large.settled("large")).Description).toBe("https://a/b");
    } finally {
      await large.remove();
    }
  });

  it("are validated, with the capabilities that they need", async () => {
    const template = {
      Description: "what it is",
      Parameters: { Secret: { Type: "String", NoEcho: true }, Stage: { Type: "String", Default: "dev" } },
      Resources: { Role: role(), Logs: logGroup() },
    };
    const TemplateBody = JSON.stringify(template);
    expect(await account.client.send(new ValidateTemplateCommand({ TemplateBody }))).toMatchObject({
      Description: "what it is",
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: [
        { ParameterKey: "Secret", NoEcho: true },
        { ParameterKey: "Stage", NoEcho: false, DefaultValue: "dev" },
      ],
    });
  });

  it("may have logical ids of 255 characters", async () => {
    const ids = ["a", "b"].map((letter) => letter.repeat(255));
    const Resources = Object.fromEntries(ids.map((id) => [id, logGroup()]));
    const stack = await account.create("long-ids", { Resources });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const { StackResourceSummaries } = await account.client.send(
      new ListStackResourcesCommand({ StackName: "long-ids" }),
    );
    expect(StackResourceSummaries?.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(ids);
  });

  it("do not show what they are to keep to themselves", async () => {
    const template = {
      Parameters: { Secret: { Type: "String", NoEcho: "true" } },
      Resources: { A: logGroup({ LogGroupName: { Ref: "Secret" } }) },
    };
    const Parameters = [{ ParameterKey: "Secret", ParameterValue: "hidden-name" }];
    const stack = await account.create("secret", template, { Parameters });
    expect(stack.Parameters).toEqual([{ ParameterKey: "Secret", ParameterValue: "****" }]);
    const { logGroups } = await account.services.logs.describeLogGroups({ logGroupNamePrefix: "hidden" });
    expect(logGroups).toHaveLength(1);
  });
});

describe("DescribeStackEvents", () => {
  it("gives all events in pages, the newest first", async () => {
    const Resources = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`G${index}`, logGroup()]));
    await account.create("paged", { Resources });
    const pages: StackEvent[][] = [];
    for await (const page of paginateDescribeStackEvents(
      { client: account.client },
      { StackName: "paged" },
    )) {
      pages.push(page.StackEvents ?? []);
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 82]);
    const events = pages.flat();
    expect(new Set(events.map(({ EventId }) => EventId)).size).toBe(182);
    expect([events[0]?.ResourceStatus, events.at(-1)?.ResourceStatus]).toEqual([
      "CREATE_COMPLETE",
      "CREATE_IN_PROGRESS",
    ]);
    const times = events.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });
});

describe("ListStacks", () => {
  it("lists deleted stacks too, by status", async () => {
    const StackStatusFilter = ["DELETE_COMPLETE" as const];
    const { StackSummaries = [] } = await account.client.send(new ListStacksCommand({ StackStatusFilter }));
    expect(StackSummaries.map(({ StackName }) => StackName)).toEqual(["removed"]);
  });
});
