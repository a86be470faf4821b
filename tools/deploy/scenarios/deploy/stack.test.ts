import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { LEFT_BY_DEPLOY, removeStaleChangeSets } from "../../apply/stack/change-sets";
import { AwsSession } from "../../aws/session";
import { answering, deployableTemplate, type ServiceVersion } from "../../testing/scene/deployable";
import { signalWhen } from "../../testing/scene/signal-when";
import { useScene } from "../../testing/scene/use-scene";

let cloudFormation: CloudFormationClient;
let logs: CloudWatchLogsClient;
const scene = useScene("each", async () => {
  cloudFormation = scene.client(CloudFormationClient);
  logs = scene.client(CloudWatchLogsClient);
});

async function stack(name: string) {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  return Stacks[0];
}

/** A service with a log group of a fixed name, which can be taken away behind the stack's back. */
function withLogGroup(days: number, more: object = {}): ServiceVersion {
  const group = {
    Type: "AWS::Logs::LogGroup",
    Properties: { LogGroupName: { "Fn::Sub": `\${Environment}-audit` }, RetentionInDays: days },
    ...more,
  };
  return { ...answering("orders", "one"), resources: { Audit: group } };
}

/** Leaves the stack in UPDATE_ROLLBACK_FAILED: neither the update of its log group nor the way back can succeed. */
async function stickFast(environment: string): Promise<string> {
  await scene.build(withLogGroup(7));
  expect(await scene.run("deploy", ["--env", environment])).toMatchObject({ code: 0 });
  await logs.send(new DeleteLogGroupCommand({ logGroupName: `${environment}-audit` }));
  await scene.build(withLogGroup(14));
  const failed = await scene.run("deploy", ["--env", environment]);
  expect(failed).toMatchObject({ code: 1, report: { error: { code: "StackFailed" } } });
  expect((await stack(`${environment}-orders`))?.StackStatus).toBe("UPDATE_ROLLBACK_FAILED");
  return failed.stderr;
}

describe("the mode of a change", () => {
  test("is EXPRESS, with rollback, where the environment is ephemeral, and the standard one elsewhere", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy", ["--env", "pr-1"]);
    await scene.run("deploy", ["--env", "dev-bob"]);
    expect((await stack("pr-1-orders"))?.DeploymentConfig).toEqual({
      Mode: "EXPRESS",
      DisableRollback: false,
    });
    expect((await stack("dev-bob-orders"))?.DeploymentConfig).toBeUndefined();
  });
});

describe("while a stack changes", () => {
  test("its events are printed as they come, each resource's steps once", async () => {
    await scene.build(answering("orders", "one"));
    const { stderr, report } = await scene.run("deploy", ["--verbose"]);
    const events = stderr.split("\n").filter((line) => line.includes("(AWS::"));
    expect(events).toContain("orders: Function (AWS::Lambda::Function) CREATE_IN_PROGRESS");
    expect(events).toContain("orders: Live (AWS::Lambda::Alias) CREATE_COMPLETE");
    expect(new Set(events).size).toBe(events.length);
    // One for the stack before it was there, one when it had ended.
    expect(report.apiCalls.byOperation["CloudFormation.DescribeStacks"]).toBe(2);
  });

  test("a log has the steps of the run and no resource of its own that went well", async () => {
    await scene.build(answering("orders", "one"));
    const { stderr } = await scene.run("deploy", ["--env", "dev-quiet"]);
    expect(stderr.split("\n").filter((line) => line.startsWith("orders: "))).toEqual([
      "orders: creating a change set of the stack dev-quiet-orders",
      "orders: creating the stack dev-quiet-orders",
      expect.stringMatching(/^orders: uploading .* to dev-quiet-orders$/),
      "orders: publishing dev-quiet-orders",
      "orders: making version 2 of dev-quiet-orders live",
    ]);
  });

  test("Ctrl-C leaves it to CloudFormation, and says so", async () => {
    await scene.build(withLogGroup(7));
    // The stack is not done before its function is Active: time enough for the signal.
    scene.setFaults(FaultProfile.parse({ version: 1, transitions: { create: [6000, 6000] } }));
    const { child, finished } = scene.start("deploy", ["--json", "--verbose"]);
    signalWhen(child, "Function (AWS::Lambda::Function) CREATE_IN_PROGRESS", "SIGINT");
    const run = await finished;
    scene.setFaults(undefined);
    expect([run.code, run.report.error?.code]).toEqual([130, "Interrupted"]);
    expect(run.stderr).toContain(
      "during the creation of the stack local-orders: CloudFormation continues it",
    );
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  });
});

describe("a stack whose update failed and was not rolled back", () => {
  test("is refused after EXPRESS mode, where CloudFormation cannot roll it back; it can be destroyed", async () => {
    const StackName = "pr-3-orders";
    await scene.build(withLogGroup(7));
    await scene.run("deploy", ["--env", "pr-3"]);
    const { Tags, Parameters } = (await stack(StackName)) ?? {};
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "pr-3-audit" }));
    // As other tools do it: EXPRESS mode alone disables rollback.
    await cloudFormation.send(
      new UpdateStackCommand({
        StackName,
        TemplateBody: deployableTemplate(withLogGroup(14)),
        Tags,
        Parameters,
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        DeploymentConfig: { Mode: "EXPRESS" },
      }),
    );
    const wait = { client: cloudFormation, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 30 };
    await expect(waitUntilStackUpdateComplete(wait, { StackName })).rejects.toThrow("UPDATE_FAILED");

    for (const args of [[], ["--continue-rollback"]]) {
      const refused = await scene.run("deploy", ["--env", "pr-3", ...args]);
      expect(refused).toMatchObject({
        code: 1,
        report: { error: { code: "StackStuck" }, apiCalls: { writes: 0 } },
      });
      expect(refused.stderr).toContain("DisableRollback=true");
    }

    expect(await scene.run("destroy", ["--env", "pr-3", "--yes"])).toMatchObject({ code: 0 });
    expect(await scene.run("deploy", ["--env", "pr-3"])).toMatchObject({ code: 0 });
  });
});

describe("a stack whose rollback failed", () => {
  test("is reported with the first cause, and that its rollback failed as well", async () => {
    const said = await stickFast("dev-bob");
    expect(said).toMatch(/the update of the stack dev-bob-orders failed .*: Audit \(AWS::Logs::LogGroup\)/);
    expect(said).toContain("deploy with --continue-rollback");
  });

  test("is left alone, with the resources and the way out, until its rollback may be continued", async () => {
    await stickFast("dev-bob");
    const refused = await scene.run("deploy", ["--env", "dev-bob"]);
    expect(refused).toMatchObject({
      code: 1,
      report: { error: { code: "StackStuck" }, apiCalls: { writes: 0 } },
    });
    expect(refused.stderr).toContain("[Audit]");
    expect(refused.stderr).toContain("--resources-to-skip");
    await logs.send(new CreateLogGroupCommand({ logGroupName: "dev-bob-audit" }));
    expect(await scene.run("deploy", ["--env", "dev-bob", "--continue-rollback"])).toMatchObject({ code: 0 });
    expect((await scene.run("deploy", ["--env", "dev-bob"])).report.apiCalls.writes).toBe(0);
  });

  test("is repaired without asking where the environment is ephemeral", async () => {
    await stickFast("pr-7");
    const again = await scene.run("deploy", ["--env", "pr-7"]);
    expect(again.report.error).toMatchObject({ code: "StackFailed", next: expect.stringContaining("Audit") });
    await logs.send(new CreateLogGroupCommand({ logGroupName: "pr-7-audit" }));
    expect(await scene.run("deploy", ["--env", "pr-7"])).toMatchObject({ code: 0 });
    expect((await stack("pr-7-orders"))?.StackStatus).toBe("UPDATE_COMPLETE");
  });
});

test("an update that was left as it failed is first brought back", async () => {
  await scene.build(withLogGroup(7));
  await scene.run("deploy");
  const bad = withLogGroup(14, { DependsOn: "Live" });
  const template = deployableTemplate({ ...bad, memory: 64 });
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: "local-orders",
      TemplateBody: template,
      Parameters: [{ ParameterKey: "Environment", ParameterValue: "local" }],
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      DisableRollback: true,
    }),
  );
  const refused = await scene.run("deploy");
  expect(refused.report.error?.code).toBe("StackStuck");
  const back = await scene.run("deploy", ["--continue-rollback"]);
  expect(back).toMatchObject({ code: 0 });
  // It stands as it is wanted then, and no other change is made of it.
  expect(back.stderr).not.toContain("someone else");
  expect((await stack("local-orders"))?.StackStatus).toMatch(/COMPLETE$/);
});

describe("a stack that was never finished", () => {
  test("is made after a failed creation, and nothing that the template retains is in its way", async () => {
    const retained = withLogGroup(7, { DeletionPolicy: "Retain" });
    const broken = {
      Type: "AWS::Lambda::Version",
      DependsOn: "Audit",
      Properties: { FunctionName: "nowhere" },
    };
    await scene.build({ ...retained, resources: { ...retained.resources, Broken: broken } });
    const failed = await scene.run("deploy");
    expect(failed.report.error).toMatchObject({
      code: "StackFailed",
      message: expect.stringContaining("Broken"),
    });
    expect((await stack("local-orders"))?.StackStatus).toBe("ROLLBACK_COMPLETE");
    await scene.build(retained);
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    // What holds something by then stays, and that is reported.
    const destroyed = await scene.run("destroy", ["--yes"]);
    expect(destroyed.report.services[0]?.stack.retained).toEqual(["Audit (AWS::Logs::LogGroup) local-audit"]);
    expect(destroyed.stderr).toContain("retained by the template");
  });

  test("is made where only change sets were left, and they are gone then", async () => {
    await scene.build(answering("orders", "one"));
    const left = { StackName: "local-orders", ChangeSetType: "CREATE" } as const;
    const TemplateBody = deployableTemplate(answering("orders", "zero"));
    for (const ChangeSetName of ["ferry-0123", "ferry-4567"]) {
      const Parameters = [{ ParameterKey: "Environment", ParameterValue: "local" }];
      const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
      const input = { ...left, ChangeSetName, TemplateBody, Parameters, Capabilities };
      await cloudFormation.send(new CreateChangeSetCommand(input));
    }
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    const { Summaries = [] } = await cloudFormation.send(
      new ListChangeSetsCommand({ StackName: "local-orders" }),
    );
    expect(Summaries.map(({ ExecutionStatus }) => ExecutionStatus)).toEqual(["EXECUTE_COMPLETE"]);
  });
});

test("change sets that were never executed are deleted at their age; others', younger ones and executed ones stay", async () => {
  const StackName = "local-orders";
  await scene.build(answering("orders", "one"));
  await scene.run("deploy");
  for (const answer of ["two", "three"]) {
    await scene.build(withLogGroup(answer === "two" ? 7 : 14));
    await scene.run("plan", ["--out", `${answer}.json`]);
  }
  await cloudFormation.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: "someone-elses",
      TemplateBody: deployableTemplate(withLogGroup(30)),
      Parameters: [{ ParameterKey: "Environment", ParameterValue: "local" }],
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
  const listed = async () =>
    (await cloudFormation.send(new ListChangeSetsCommand({ StackName }))).Summaries ?? [];
  const before = await listed();
  expect(before).toHaveLength(4);
  const plans = before.filter(
    ({ ChangeSetName, ExecutionStatus }) =>
      ChangeSetName?.startsWith("ferry-") && ExecutionStatus === "AVAILABLE",
  );
  const [older = 0, younger = 0] = plans
    .map(({ CreationTime }) => CreationTime?.getTime() ?? Number.NaN)
    .sort((a, b) => a - b);
  expect(younger).toBeGreaterThan(older);

  const { endpoint, credentials } = scene;
  const connection = { endpoint, region: "us-east-1", credentials };
  const context = {
    session: new AwsSession(connection, new AbortController().signal),
    beforeWrite: () => Promise.resolve(),
  };
  await removeStaleChangeSets(context, StackName, LEFT_BY_DEPLOY, older + LEFT_BY_DEPLOY);
  expect(await listed()).toHaveLength(4);
  await removeStaleChangeSets(context, StackName, LEFT_BY_DEPLOY, younger + LEFT_BY_DEPLOY);
  const left = await listed();
  expect(left).toHaveLength(3);
  expect(left.map(({ CreationTime }) => CreationTime?.getTime())).not.toContain(older);
  await removeStaleChangeSets(context, StackName, LEFT_BY_DEPLOY, younger + LEFT_BY_DEPLOY + 1);
  expect((await listed()).map(({ ExecutionStatus }) => ExecutionStatus).sort()).toEqual([
    "AVAILABLE",
    "EXECUTE_COMPLETE",
  ]);
});

test("a protected environment's stack is protected against deletion by others, not against destroy", async () => {
  await scene.build(answering("orders", "one"));
  await scene.run("deploy", ["--env", "vault", "--yes"]);
  expect((await stack("vault-orders"))?.EnableTerminationProtection).toBe(true);
  const destroyed = await scene.run("destroy", ["--env", "vault", "--yes", "--confirm", "vault"]);
  expect(destroyed).toMatchObject({ code: 0 });
});
