import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  type ResourceChange,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "./account.fixture";
import { lambdaFunction, logGroup, role } from "./templates.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

function create(StackName: string, template: object, input: Partial<CreateChangeSetCommandInput> = {}) {
  return account.client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: "changes",
      TemplateBody: JSON.stringify(template),
      Capabilities: ["CAPABILITY_IAM"],
      ...input,
    }),
  );
}

async function changes(ChangeSetName: string | undefined): Promise<(ResourceChange | undefined)[]> {
  const { Changes = [] } = await account.client.send(new DescribeChangeSetCommand({ ChangeSetName }));
  return Changes.map((change) => change.ResourceChange);
}

describe("the changes of a change set", () => {
  const template = (memory: string, extra: object, path: string) => ({
    Parameters: { Memory: { Type: "Number" }, Group: { Type: "String" } },
    Resources: {
      Role: role({ Path: path }),
      Function: lambdaFunction({
        MemorySize: { Ref: memory },
        Environment: { Variables: { GROUP: { Ref: "Logs" } } },
      }),
      Logs: logGroup({ LogGroupName: { Ref: "Group" } }, { UpdateReplacePolicy: "Retain" }),
      ...extra,
    },
  });
  const parameters = (memory: string, group: string) => ({
    Parameters: [
      { ParameterKey: "Memory", ParameterValue: memory },
      { ParameterKey: "Group", ParameterValue: group },
    ],
  });

  it("say what is added, modified, replaced and removed, and why", async () => {
    await account.create(
      "details",
      template("Memory", { Removed: logGroup() }, "/"),
      parameters("128", "details-1"),
    );
    const wanted = template("Memory", { Added: logGroup() }, "/other/");
    const { Id } = await create("details", wanted, parameters("256", "details-2"));
    const always = { Attribute: "Properties", RequiresRecreation: "Always" };
    expect(await changes(Id)).toMatchObject([
      {
        Action: "Modify",
        LogicalResourceId: "Role",
        PolicyAction: "ReplaceAndDelete",
        Replacement: "True",
        Scope: ["Properties"],
        Details: [
          { Target: { ...always, Name: "Path" }, Evaluation: "Static", ChangeSource: "DirectModification" },
        ],
      },
      {
        Action: "Modify",
        LogicalResourceId: "Function",
        Replacement: "False",
        Details: [
          {
            Target: { Name: "Environment" },
            Evaluation: "Static",
            ChangeSource: "ResourceReference",
            CausingEntity: "Logs",
          },
          {
            Target: { Name: "MemorySize" },
            Evaluation: "Static",
            ChangeSource: "ParameterReference",
            CausingEntity: "Memory",
          },
          {
            Target: { Name: "Role" },
            Evaluation: "Dynamic",
            ChangeSource: "ResourceAttribute",
            CausingEntity: "Role.Arn",
          },
        ],
      },
      {
        Action: "Modify",
        LogicalResourceId: "Logs",
        PhysicalResourceId: "details-1",
        PolicyAction: "ReplaceAndRetain",
        Replacement: "True",
        Details: [
          {
            Target: { ...always, Name: "LogGroupName" },
            ChangeSource: "ParameterReference",
            CausingEntity: "Group",
          },
        ],
      },
      { Action: "Add", LogicalResourceId: "Added", ResourceType: "AWS::Logs::LogGroup" },
      { Action: "Remove", LogicalResourceId: "Removed", PolicyAction: "Delete" },
    ]);
  });

  it("return the values of properties on request, and never those of hidden parameters", async () => {
    const secretive = (memory: number) => ({
      Parameters: { Password: { Type: "String", NoEcho: true } },
      Resources: {
        Role: role(),
        Function: lambdaFunction({
          MemorySize: memory,
          Environment: { Variables: { URL: { "Fn::Sub": `db://user:\${Password}@host` } } },
        }),
      },
    });
    const password = (ParameterValue: string) => ({
      Parameters: [{ ParameterKey: "Password", ParameterValue }],
    });
    await account.create("values", secretive(128), password("first-secret"));
    const wanted = secretive(256);
    const { Id } = await create(
      "values",
      { ...wanted, Resources: { ...wanted.Resources, Logs: logGroup({ LogGroupName: "values" }) } },
      password("second-secret"),
    );
    expect(JSON.stringify(await changes(Id))).not.toMatch(/Context|Value"/);
    const { Changes = [] } = await account.client.send(
      new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }),
    );
    const [changed, added] = Changes.map((change) => change.ResourceChange);
    const memory = changed?.Details?.find(({ Target }) => Target?.Name === "MemorySize");
    expect(memory?.Target).toMatchObject({
      Path: "/Properties/MemorySize",
      BeforeValue: "128",
      AfterValue: "256",
      AttributeChangeType: "Modify",
    });
    expect(JSON.parse(changed?.AfterContext ?? "").Properties).toMatchObject({
      MemorySize: 256,
      Environment: { Variables: { URL: "db://user:****@host" } },
    });
    expect(added).toMatchObject({ AfterContext: '{"Properties":{"LogGroupName":"values"}}' });
    expect(added?.BeforeContext).toBeUndefined();
    expect(JSON.stringify(Changes)).not.toContain("-secret");
  });

  it("may be of tags or metadata alone", async () => {
    const groups = (Metadata: object) => ({ Resources: { Logs: logGroup({}, { Metadata }) } });
    await account.create("scopes", groups({ a: 1 }));
    const { Id } = await create("scopes", groups({ a: 2 }), { Tags: [{ Key: "new", Value: "1" }] });
    expect(await changes(Id)).toMatchObject([{ Replacement: "False", Scope: ["Tags", "Metadata"] }]);
  });
});

describe("CreateChangeSet", () => {
  const template = { Resources: { Role: role() } };

  it("takes an omitted type for UPDATE, which wants a stack", async () => {
    await expect(create("missing", template)).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack [missing] does not exist",
    });
  });

  it("refuses CREATE for a stack that there is", async () => {
    await account.create("existing", template);
    await expect(create("existing", template, { ChangeSetType: "CREATE" })).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack [existing] already exists and cannot be created again with the changeSet [changes].",
    });
  });

  it("of type CREATE leaves a stack in review, which takes further ones until one is executed", async () => {
    const first = await create("review", template, { ChangeSetType: "CREATE", ClientToken: "one" });
    const again = await create("review", template, { ChangeSetType: "CREATE", ClientToken: "one" });
    expect(again.Id).toBe(first.Id);
    await expect(create("review", template, { ChangeSetType: "CREATE" })).rejects.toMatchObject({
      name: "AlreadyExistsException",
    });
    const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName: "review" }));
    expect(Stacks?.[0]?.StackStatus).toBe("REVIEW_IN_PROGRESS");
    const empty = await account.client.send(new GetTemplateCommand({ StackName: "review" }));
    expect(empty.TemplateBody).toBeUndefined();
    await expect(create("review", template, { ChangeSetName: "update" })).rejects.toMatchObject({
      message: `Stack:${first.StackId} is in REVIEW_IN_PROGRESS state and can not be updated.`,
    });
    const second = await create("review", template, { ChangeSetType: "CREATE", ChangeSetName: "second" });
    const { TemplateBody } = await account.client.send(new GetTemplateCommand({ ChangeSetName: second.Id }));
    expect(JSON.parse(TemplateBody ?? "")).toEqual(template);
    await account.client.send(new ExecuteChangeSetCommand({ StackName: "review", ChangeSetName: "second" }));
    expect((await account.settled(second.StackId ?? "")).StackStatus).toBe("CREATE_COMPLETE");
    const { Summaries = [] } = await account.client.send(new ListChangeSetsCommand({ StackName: "review" }));
    expect(Summaries.map((summary) => `${summary.ChangeSetName} ${summary.ExecutionStatus}`)).toEqual([
      "second EXECUTE_COMPLETE",
    ]);
  });
});

describe("ExecuteChangeSet", () => {
  it("refuses one that has no changes, and one that was executed", async () => {
    const template = { Resources: { Role: role() } };
    await account.create("executed", template);
    const { Id: empty } = await create("executed", template, { ChangeSetName: "empty" });
    await expect(
      account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: empty })),
    ).rejects.toMatchObject({
      name: "InvalidChangeSetStatusException",
      message: `ChangeSet [${empty}] cannot be executed in its current execution status of [UNAVAILABLE]`,
    });
    const { Id } = await create("executed", { Resources: { Role: role(), Logs: logGroup() } });
    await account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
    await account.settled("executed");
    await expect(
      account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id })),
    ).rejects.toMatchObject({
      message: `ChangeSet [${Id}] cannot be executed in its current execution status of [EXECUTE_COMPLETE]`,
    });
  });

  it("cannot find one that was deleted, be it twice", async () => {
    await account.create("deleted", { Resources: { Role: role() } });
    const { Id } = await create("deleted", { Resources: { Logs: logGroup() } });
    await account.client.send(new DeleteChangeSetCommand({ ChangeSetName: Id }));
    await account.client.send(new DeleteChangeSetCommand({ ChangeSetName: "changes", StackName: "deleted" }));
    await expect(
      account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id })),
    ).rejects.toMatchObject({
      name: "ChangeSetNotFoundException",
      message: `ChangeSet [${Id}] does not exist`,
    });
  });
});
