import {
  DescribeStackEventsCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";
import { lambdaFunction, logGroup, role, TRUST } from "./templates.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

async function physicalIds(StackName: string): Promise<Record<string, string | undefined>> {
  const { StackResourceSummaries = [] } = await account.client.send(
    new ListStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResourceSummaries.map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId]),
  );
}

async function reasons(StackName: string, status: string): Promise<(string | undefined)[]> {
  const { StackEvents = [] } = await account.client.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter((event) => event.ResourceStatus === status).map(
    (event) => event.ResourceStatusReason,
  );
}

describe("an update", () => {
  it.each<[type: string, properties: object]>([
    ["AWS::Logs::LogGroup", { LogGroupName: "moved" }],
    ["AWS::SQS::Queue", { QueueName: "moved" }],
    ["AWS::IAM::Role", { AssumeRolePolicyDocument: TRUST, RoleName: "moved" }],
    ["AWS::CloudWatch::Dashboard", { DashboardName: "moved", DashboardBody: "{}" }],
    [
      "AWS::DynamoDB::Table",
      {
        TableName: "moved",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      },
    ],
  ])("creates nothing under a name that another resource has until the end: %s", async (Type, Properties) => {
    const StackName = `moved-${Type.split("::").at(-1)}`;
    const before = await account.create(StackName, { Resources: { Old: { Type, Properties } } });
    expect([before.StackStatus, before.StackStatusReason]).toEqual(["CREATE_COMPLETE", undefined]);
    const stack = await account.update(StackName, { Resources: { New: { Type, Properties } } });
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect((await reasons(StackName, "CREATE_FAILED"))[0]).toMatch(/HandlerErrorCode: AlreadyExists/);
    expect(Object.keys(await physicalIds(StackName))).toEqual(["Old"]);
  });

  it("changes a resource in place, with what depends on it, and nothing else", async () => {
    const functions = (MemorySize: number) => ({
      Resources: { Role: role(), Function: lambdaFunction({ MemorySize }), Logs: logGroup() },
    });
    await account.create("in-place", functions(128));
    const before = await physicalIds("in-place");
    const stack = await account.update("in-place", functions(256));
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
    expect(await physicalIds("in-place")).toEqual(before);
    const { MemorySize } = await account.services.lambda.getFunctionConfiguration({
      FunctionName: before.Function ?? "",
    });
    expect(MemorySize).toBe(256);
    expect((await account.events("in-place")).slice(-5)).toEqual([
      "in-place UPDATE_IN_PROGRESS",
      "Function UPDATE_IN_PROGRESS",
      "Function UPDATE_COMPLETE",
      "in-place UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "in-place UPDATE_COMPLETE",
    ]);
  });

  it("replaces a resource whose name changes, updates what refers to it, and then deletes the old one", async () => {
    const functions = (LogGroupName: string) => ({
      Resources: {
        Logs: logGroup({ LogGroupName }),
        Role: role(),
        Function: lambdaFunction({ Environment: { Variables: { GROUP: { Ref: "Logs" } } } }),
      },
    });
    await account.create("replace", functions("replace-old"));
    await account.update("replace", functions("replace-new"));
    const { Function: FunctionName = "" } = await physicalIds("replace");
    const { Environment } = await account.services.lambda.getFunctionConfiguration({ FunctionName });
    expect(Environment?.Variables).toEqual({ GROUP: "replace-new" });
    const { logGroups = [] } = await account.services.logs.describeLogGroups({
      logGroupNamePrefix: "replace-",
    });
    expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual(["replace-new"]);
    expect((await account.events("replace", /Logs|CLEANUP/)).slice(-6)).toEqual([
      "Logs UPDATE_IN_PROGRESS",
      "Logs UPDATE_IN_PROGRESS",
      "Logs UPDATE_COMPLETE",
      "replace UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "Logs DELETE_IN_PROGRESS",
      "Logs DELETE_COMPLETE",
    ]);
  });

  it("fails where a resource that keeps its custom name would have to be replaced", async () => {
    const roles = (Path: string) => ({ Resources: { Role: role({ RoleName: "custom", Path }) } });
    await account.create("custom-named", roles("/a/"));
    const stack = await account.update("custom-named", roles("/b/"));
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await reasons("custom-named", "UPDATE_FAILED")).toEqual([
      "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename custom and update the stack again.",
    ]);
  });

  it("deletes what the template no longer has, unless its policy is to retain it", async () => {
    const kept = { LogGroupName: "removed-kept" };
    const Resources = {
      Role: role(),
      Gone: logGroup({ LogGroupName: "removed-gone" }),
      Kept: logGroup(kept, { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" }),
    };
    await account.create("removal", { Resources });
    await account.update("removal", { Resources: { Role: role() } });
    const { logGroups = [] } = await account.services.logs.describeLogGroups({
      logGroupNamePrefix: "removed-",
    });
    expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual(["removed-kept"]);
    expect(await account.events("removal", /DELETE/)).toEqual(
      expect.arrayContaining(["Gone DELETE_COMPLETE", "Kept DELETE_SKIPPED"]),
    );
    expect(Object.keys(await physicalIds("removal"))).toEqual(["Role"]);
  });

  it("gives resources the stack's tags, and takes them away again", async () => {
    const template = {
      Resources: { Logs: logGroup({ LogGroupName: "tagged", Tags: [{ Key: "own", Value: "1" }] }) },
    };
    await account.create("tags", template, { Tags: [{ Key: "first", Value: "1" }] });
    await account.update("tags", template, { Tags: [{ Key: "second", Value: "2" }] });
    const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:tagged";
    const { tags = {} } = await account.services.logs.listTagsForResource({ resourceArn });
    expect(Object.entries(tags).filter(([key]) => !key.startsWith("aws:"))).toEqual([
      ["own", "1"],
      ["second", "2"],
    ]);
  });

  it("is refused when it would change nothing", async () => {
    const TemplateBody = JSON.stringify({ Resources: { Role: role() } });
    await account.create("unchanged", JSON.parse(TemplateBody));
    const update = new UpdateStackCommand({
      StackName: "unchanged",
      TemplateBody,
      Capabilities: ["CAPABILITY_IAM"],
    });
    await expect(account.client.send(update)).rejects.toMatchObject({
      name: "ValidationError",
      message: "No updates are to be performed.",
    });
  });

  it("may change outputs only", async () => {
    const template = { Resources: { Role: role() } };
    await account.create("outputs", template);
    const stack = await account.update("outputs", {
      ...template,
      Outputs: { Name: { Value: { Ref: "Role" } } },
    });
    expect(stack.Outputs?.[0]?.OutputValue).toMatch(/^outputs-Role-/);
  });
});

describe("a failed update", () => {
  const template = (MemorySize: number, retention: number, extra: object = {}) => ({
    Resources: {
      Role: role(),
      Logs: logGroup({ LogGroupName: `rollback-${retention}`, RetentionInDays: retention }),
      Function: {
        ...lambdaFunction({ MemorySize, Environment: { Variables: { GROUP: { Ref: "Logs" } } } }),
        DependsOn: "Logs",
      },
      ...extra,
    },
  });

  it("restores properties, names and template, and deletes what it had made", async () => {
    await account.create("rollback", template(128, 7), { Tags: [{ Key: "stage", Value: "one" }] });
    const before = await physicalIds("rollback");
    // The memory size is out of Lambda's bounds, which only Lambda says, when everything before it has been changed.
    const added = { Added: logGroup({ LogGroupName: "rollback-added" }, { DependsOn: "Logs" }) };
    const wrong = template(64, 14, added);
    const stack = await account.update("rollback", wrong, { Tags: [{ Key: "stage", Value: "two" }] });
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await physicalIds("rollback")).toEqual(before);
    const configuration = await account.services.lambda.getFunctionConfiguration({
      FunctionName: before.Function ?? "",
    });
    expect([configuration.MemorySize, configuration.Environment?.Variables?.GROUP]).toEqual([
      128,
      "rollback-7",
    ]);
    const { logGroups = [] } = await account.services.logs.describeLogGroups({
      logGroupNamePrefix: "rollback-",
    });
    expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual(["rollback-7"]);
    expect(stack.Tags).toEqual([{ Key: "stage", Value: "one" }]);
    const { TemplateBody } = await account.client.send(new GetTemplateCommand({ StackName: "rollback" }));
    expect(JSON.parse(TemplateBody ?? "")).toEqual(template(128, 7));
  });

  it("says why, as the resource's handler does", async () => {
    const [reason] = await reasons("rollback", "UPDATE_FAILED");
    expect(reason).toMatch(
      /^Resource handler returned message: "1 validation error detected: Value '64' at 'memorySize' .*\(Service: Lambda, Status Code: 400, Request ID: [\w-]+\)" \(RequestToken: [\w-]+, HandlerErrorCode: InvalidRequest\)$/,
    );
    expect(await reasons("rollback", "UPDATE_ROLLBACK_IN_PROGRESS")).toEqual([
      "The following resource(s) failed to update: [Function]. ",
    ]);
  });

  it("can be followed by a good one", async () => {
    const stack = await account.update("rollback", template(256, 14));
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
  });

  it("restores a resource that was changed in place before another failed", async () => {
    const groups = (retention: number, name: string) => ({
      Resources: {
        Changed: logGroup({ LogGroupName: "restored", RetentionInDays: retention }),
        Taken: { ...logGroup({ LogGroupName: name }), DependsOn: "Changed" },
      },
    });
    await account.create("restore", groups(7, "restore-own"));
    const stack = await account.update("restore", groups(30, "restored"));
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { logGroups = [] } = await account.services.logs.describeLogGroups({
      logGroupNamePrefix: "restore",
    });
    expect(logGroups.map((group) => [group.logGroupName, group.retentionInDays])).toEqual([
      ["restore-own", undefined],
      ["restored", 7],
    ]);
    expect((await reasons("restore", "UPDATE_FAILED"))[0]).toContain("HandlerErrorCode: AlreadyExists");
  });
});
