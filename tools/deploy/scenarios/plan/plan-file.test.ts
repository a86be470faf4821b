import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "@jest/globals";
import type { PlanFile } from "../../engine/plan-file/schema";
import { answering, deployableTemplate } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

let cloudFormation: CloudFormationClient;
let lambda: LambdaClient;
const scene = useScene("each", async () => {
  cloudFormation = scene.client(CloudFormationClient);
  lambda = scene.client(LambdaClient);
});

const planPath = (): string => join(scene.workspace, "plan.json");
const readPlan = (): PlanFile => JSON.parse(readFileSync(planPath(), "utf8"));
const plan = (args: string[] = []): Promise<Finished> => scene.run("plan", ["--out", "plan.json", ...args]);
const deployPlan = (args: string[] = []): Promise<Finished> =>
  scene.run("deploy", ["--plan", "plan.json", ...args]);

/** The message of a refusal, which must have written nothing. */
function refusal({ code, report }: Finished): string | undefined {
  expect([code, report.error?.code, report.apiCalls.writes]).toEqual([1, "PlanStale", 0]);
  return report.error?.message;
}

describe("a plan in a file", () => {
  test("has the values that are imported, and is refused where they are not known yet", async () => {
    const both = ["mail", "orders"];
    const run = (verb: string, option: string, services = both): Promise<Finished> =>
      scene.run(verb, [option, "plan.json"], services);
    await scene.build({ ...answering("orders", "one"), gives: { url: "one" } });
    await scene.build({ ...answering("mail", "one"), refers: { orders: { imports: ["url"] } } });
    const early = await run("plan", "--out");
    expect(early.report).toMatchObject({ error: { code: "ImportMissing" }, apiCalls: { writes: 0 } });
    expect(early.report.error?.next).toBe("deploy orders first, with a plan of its own, then plan again");
    for (const services of [["orders"], both]) {
      expect(await run("plan", "--out", services)).toMatchObject({ code: 0 });
      expect(await run("deploy", "--plan", services)).toMatchObject({ code: 0 });
    }
    await scene.build({ ...answering("orders", "one"), gives: { url: "two" } });
    await run("plan", "--out");
    const moved = await run("deploy", "--plan");
    expect(moved.report.services.map(({ stack }) => stack.action)).toEqual(["none", "update"]);
    expect(moved.report.error?.message).toBe(
      "the plan of mail is out of date: a value that it imports has changed with this deploy",
    );
    await run("plan", "--out");
    expect(await run("deploy", "--plan")).toMatchObject({ code: 0 });
  });

  test("creates exactly what it says, by the change set that was made for it", async () => {
    await scene.build(answering("orders", "one"));
    const planned = await plan();
    expect(planned).toMatchObject({
      code: 0,
      report: { out: planPath(), apiCalls: { byOperation: { "CloudFormation.CreateChangeSet": 1 } } },
    });
    expect(planned.stderr).toContain(`\nplan written to ${planPath()}: `);
    expect(statSync(planPath()).mode & 0o777).toBe(0o600);
    expect(readPlan()).toMatchObject({
      version: 1,
      environment: "local",
      account: "000000000000",
      services: [
        {
          service: "orders",
          stack: { action: "create", observed: { status: "REVIEW_IN_PROGRESS", template: null } },
          functions: [{ name: "local-orders", action: "create", observed: { live: null, latest: null } }],
        },
      ],
    });

    const deployed = await deployPlan();
    expect(deployed).toMatchObject({ code: 0, report: { services: [{ stack: { action: "create" } }] } });
    expect(deployed.report.apiCalls.byOperation).not.toHaveProperty("CloudFormation.CreateChangeSet");
    expect(await scene.answer()).toMatchObject({ answer: "one" });
    const { Summaries = [] } = await cloudFormation.send(
      new ListChangeSetsCommand({ StackName: "local-orders" }),
    );
    expect(Summaries.map(({ ChangeSetId }) => ChangeSetId)).toEqual([
      readPlan().services[0]?.stack.changeSet,
    ]);
    expect(refusal(await deployPlan())).toContain(
      "the status of the stack local-orders changed: REVIEW_IN_PROGRESS -> ",
    );
  });

  test("updates stack and code, or code alone", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await scene.build(answering("orders", "two", 256));
    expect(await plan()).toMatchObject({ code: 0 });
    expect(await deployPlan()).toMatchObject({ code: 0 });
    expect(await scene.answer()).toMatchObject({ answer: "two", memory: "256" });

    await scene.build(answering("orders", "three", 256));
    expect(await plan()).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
    expect(readPlan().services[0]).toMatchObject({
      stack: { action: "none", changeSet: null },
      functions: [{ action: "update", reason: "code" }],
    });
    expect(await deployPlan()).toMatchObject({ code: 0 });
    expect(await scene.answer()).toMatchObject({ answer: "three" });
    expect(await plan()).toMatchObject({ code: 0 });
    expect(await deployPlan()).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
  });

  test("knows its environment, and is for no other one", async () => {
    await scene.build(answering("orders", "one"));
    expect(await plan(["--env", "dev-alice"])).toMatchObject({ code: 0 });
    expect(refusal(await deployPlan(["--env", "dev-bob"]))).toMatchInlineSnapshot(
      `"the plan is stale: the environment changed: dev-alice -> dev-bob"`,
    );
    expect(await deployPlan()).toMatchObject({ code: 0, report: { env: "dev-alice" } });
  });

  test("of a failed planning is none", async () => {
    await scene.build({ ...answering("orders", "one"), resources: { Ship: { Type: "AWS::Ship::Hull" } } });
    expect(await plan()).toMatchObject({ code: 1, report: { error: { code: "StackFailed" } } });
    expect(() => statSync(planPath())).toThrow("ENOENT");
  });

  test("that is malformed, or not there, is refused", async () => {
    await scene.build(answering("orders", "one"));
    expect(await deployPlan()).toMatchObject({ code: 2, report: { error: { code: "PlanInvalid" } } });
    writeFileSync(planPath(), JSON.stringify({ version: 2 }));
    expect(await deployPlan()).toMatchObject({
      code: 2,
      report: {
        error: { code: "PlanInvalid", message: expect.stringContaining("version: this deployer reads") },
      },
    });
    mkdirSync(join(scene.workspace, "folder"));
    expect(await scene.run("plan", ["--out", "folder"])).toMatchObject({
      code: 2,
      report: { error: { code: "PlanInvalid" } },
    });
  });
});

describe("a plan whose preconditions have moved is refused, and says which", () => {
  beforeEach(async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await scene.build(answering("orders", "two", 256));
    await plan();
  });

  test("the build", async () => {
    await scene.build(answering("orders", "three", 512));
    expect(refusal(await deployPlan())?.replace(/[0-9a-f]{12}/g, "SHA-256")).toMatchInlineSnapshot(
      `"the plan is stale: the build's template of orders changed: SHA-256 -> SHA-256; the build of //services/orders:bundle changed: SHA-256 -> SHA-256"`,
    );
  });

  test("the services", async () => {
    await scene.build(answering("billing", "one"));
    expect(
      refusal(await scene.run("deploy", ["--plan", "plan.json"], ["orders", "billing"])),
    ).toMatchInlineSnapshot(`"the plan is stale: billing was not planned"`);
    expect(refusal(await scene.run("deploy", ["--plan", "plan.json"], ["billing"]))).toMatchInlineSnapshot(
      `"the plan is stale: orders was planned, but is not among the given services; billing was not planned"`,
    );
  });

  test("the account", async () => {
    writeFileSync(planPath(), JSON.stringify({ ...readPlan(), account: "111122223333" }));
    expect(refusal(await deployPlan())).toMatchInlineSnapshot(
      `"the plan is stale: the account of local changed: 111122223333 -> 000000000000"`,
    );
  });

  test("the alias", async () => {
    await lambda.send(
      new UpdateAliasCommand({ FunctionName: "local-orders", Name: "live", FunctionVersion: "1" }),
    );
    expect(refusal(await deployPlan())).toMatchInlineSnapshot(
      `"the plan is stale: the alias live of local-orders changed: 2 -> 1"`,
    );
  });

  test("the function's revision", async () => {
    const name = { FunctionName: "local-orders" };
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...name, Timeout: 17 }));
    await waitUntilFunctionUpdatedV2({ client: lambda, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 30 }, name);
    expect(refusal(await deployPlan())).toMatch(/the plan is stale: \$LATEST of local-orders was changed/);
  });

  test("the stack, and with it the change set", async () => {
    const StackName = "local-orders";
    const parameters = [{ ParameterKey: "Environment", ParameterValue: "local" }];
    await cloudFormation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: "other",
        TemplateBody: deployableTemplate(answering("orders", "one", 1024)),
        Parameters: [...parameters, { ParameterKey: "Level", ParameterValue: "loud" }],
        Tags: [{ Key: "ferry:service", Value: "orders" }],
        Capabilities: ["CAPABILITY_IAM"],
      }),
    );
    await cloudFormation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "other" }));
    const pace = { client: cloudFormation, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 30 };
    await waitUntilStackUpdateComplete(pace, { StackName });
    expect(refusal(await deployPlan())).toMatch(
      /the template of the stack local-orders changed: [0-9a-f]{12} -> none; the parameters of the stack local-orders were changed/,
    );
  });

  test("the change set alone", async () => {
    const changeSet = readPlan().services[0]?.stack.changeSet ?? "";
    await cloudFormation.send(new DeleteChangeSetCommand({ ChangeSetName: changeSet }));
    expect(refusal(await deployPlan())).toMatchInlineSnapshot(
      `"the plan is stale: the change set of local-orders was deleted"`,
    );
  });

  test("nothing: then it is carried out", async () => {
    expect(await deployPlan()).toMatchObject({ code: 0 });
    expect(await scene.answer()).toMatchObject({ answer: "two", memory: "256" });
  });
});

test("no value of an environment variable or parameter is in the file", async () => {
  const SECRET = "hunter2hunter2";
  const Other = {
    Type: "AWS::Lambda::Function",
    Properties: {
      FunctionName: { "Fn::Sub": `\${Environment}-other` },
      Handler: "index.handler",
      Runtime: "nodejs24.x",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Environment: { Variables: { API: SECRET } },
      Code: { ZipFile: "exports.handler = async () => 1;" },
    },
  };
  await scene.build({ ...answering("orders", "one"), resources: { Other } });
  const { stdout, stderr } = await plan(["--env", "dev-alice"]);
  const text = stdout + stderr + readFileSync(planPath(), "utf8");
  expect(text).not.toContain(SECRET);
  // The value of Level in dev-*.
  expect(text).not.toContain("debug");
});
