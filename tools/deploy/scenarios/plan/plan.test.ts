import {
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

/** A table, with a name of its own or without, that is kept or not. */
function table(name: string | undefined, policy = "Delete"): object {
  const properties = {
    ...(name === undefined ? {} : { TableName: { "Fn::Sub": `\${Environment}-${name}` } }),
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  };
  return {
    Table: {
      Type: "AWS::DynamoDB::Table",
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
      Properties: properties,
    },
  };
}

describe("what a plan shows", () => {
  test("of a new stack: how many resources of which types", async () => {
    await scene.build({ ...answering("orders", "one"), resources: table("orders") });
    const { stderr } = await scene.start("plan").finished;
    expect(stderr).toContain(
      "+ 5 resources: AWS::DynamoDB::Table, AWS::IAM::Role, AWS::Lambda::Alias, AWS::Lambda::Function, AWS::Lambda::Version",
    );
  });

  test("of an update: each resource with its properties, and the same for programs", async () => {
    await scene.build({ ...answering("orders", "one"), resources: table("orders", "Retain") });
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    await scene.build({ ...answering("orders", "one", 256), resources: table("bills", "Retain") });
    const { stderr } = await scene.start("plan").finished;
    expect(stderr.replace(/^uploaded.*|.*to deploy.*/gm, "…")).toMatchInlineSnapshot(`
"orders → local
  stack      local-orders   would be updated
  function   local-orders   would be updated   version 2   450 B   configuration changed
  live at    https://local.example.com/orders
  ~ Function   AWS::Lambda::Function
      MemorySize: 128 → 256
  ± Table   AWS::DynamoDB::Table   would be replaced
      TableName: local-orders → local-bills (replaces)
…
"
`);
    const { report } = await scene.run("plan");
    expect(report.services[0]?.changes).toMatchInlineSnapshot(`
{
  "conditions": [],
  "dataLoss": false,
  "outputs": [],
  "parameters": [],
  "resources": [
    {
      "action": "change",
      "dataLoss": false,
      "logicalId": "Function",
      "properties": [
        {
          "from": "128",
          "path": "Properties.MemorySize",
          "replacement": "no",
          "to": "256",
        },
      ],
      "replacement": "no",
      "type": "AWS::Lambda::Function",
    },
    {
      "action": "replace",
      "dataLoss": false,
      "logicalId": "Table",
      "properties": [
        {
          "from": "local-orders",
          "path": "Properties.TableName",
          "replacement": "yes",
          "to": "local-bills",
        },
      ],
      "replacement": "yes",
      "type": "AWS::DynamoDB::Table",
    },
  ],
}
`);
    expect(report.apiCalls.writes).toBe(0);
  });

  test("of a function that refers to a replaced table: a new version, which deploy then makes", async () => {
    const version = { ...answering("orders", "one"), variables: { TABLE: { Ref: "Table" } } };
    await scene.build({ ...version, resources: table("orders", "Retain") });
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    await scene.build({ ...version, resources: table("bills", "Retain") });
    const planned = await scene.run("plan", ["--out", "plan.json"]);
    const updated = { action: "update", reason: "configuration", version: "2" };
    expect(planned.report.services[0]?.functions).toMatchObject([updated]);
    const { report } = await scene.run("deploy", ["--plan", "plan.json"]);
    expect(report.services[0]?.functions).toMatchObject([{ ...updated, version: "3" }]);
  });

  test("of a service whose deploy was killed: who began it", async () => {
    await scene.build(answering("orders", "one"));
    const { child, finished } = scene.start("deploy", ["--json"]);
    child.stderr?.on("data", (text) => {
      if (String(text).includes("uploading")) child.kill("SIGKILL");
    });
    expect((await finished).signal).toBe("SIGKILL");
    const { stderr, report } = await scene.run("plan");
    expect(report.services[0]?.unfinished).toEqual({
      by: expect.any(String),
      at: expect.stringMatching(/^\d{4}-/),
    });
    expect(stderr).toMatch(/^ {2}pending .* began at \S+: it is still running, was stopped, or failed$/m);
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    expect((await scene.run("plan")).report.services[0]?.unfinished).toBeUndefined();
  });

  test("of no change: nothing, and the resource types are not read", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await scene.build(answering("orders", "two"));
    const { report } = await scene.run("plan");
    expect(report.services[0]).not.toHaveProperty("changes");
  });
});

describe("drift", () => {
  test("of what someone changed past Ferry is shown, and gone with the next deploy", async () => {
    const lambda = scene.client(LambdaClient);
    const FunctionName = "local-orders";
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    expect((await scene.run("plan")).report.services[0]?.functions[0]).not.toHaveProperty("drift");

    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        MemorySize: 256,
        Environment: { Variables: { LEVEL: "info", API: "hunter2hunter2" } },
      }),
    );
    await waitUntilFunctionUpdatedV2(
      { client: lambda, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 30 },
      { FunctionName },
    );
    const configured = await scene.run("plan");
    expect(configured.report.services[0]?.functions[0]?.drift).toEqual([
      { kind: "configuration", settings: ["Environment.API", "MemorySize"] },
    ]);
    expect(configured.stdout + configured.stderr).not.toContain("hunter2hunter2");

    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
    const { stderr } = await scene.start("plan").finished;
    expect(stderr).toMatch(/drift +local-orders +alias live was changed outside Ferry: 2 → 1/);

    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    expect((await scene.run("plan")).report.services[0]?.functions[0]).not.toHaveProperty("drift");
  });

  test("is none where a rollback left $LATEST ahead", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await scene.build(answering("orders", "two"));
    await scene.run("deploy");
    expect(await scene.run("rollback")).toMatchObject({ code: 0 });
    expect((await scene.run("plan")).report.services[0]?.functions[0]).not.toHaveProperty("drift");
  });
});

describe("a deploy that would lose data", () => {
  test("is refused before it writes, and carried out where it is asked for", async () => {
    await scene.build({ ...answering("orders", "one"), resources: table("orders") });
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });

    for (const resources of [table("bills"), {}]) {
      await scene.build({ ...answering("orders", "two"), resources });
      const refused = await scene.run("deploy");
      expect(refused).toMatchObject({
        code: 1,
        report: {
          error: { code: "DataLoss" },
          apiCalls: { writes: 0 },
          services: [{ changes: { dataLoss: true } }],
        },
      });
      expect(refused.stderr).toMatch(
        /the update of local-orders would lose the data of Table \(AWS::DynamoDB::Table, (removed|replaced)\)/,
      );
      const planned = await scene.start("plan").finished;
      expect(planned.code).toBe(0);
      expect(planned.stderr).toContain("DATA LOSS");
    }
    expect(await scene.run("deploy", ["--allow-data-loss"])).toMatchObject({
      code: 0,
      report: { services: [{ stack: { action: "update" }, changes: { dataLoss: true } }] },
    });
  });

  test("is no question where the environment is ephemeral, or the data are kept", async () => {
    await scene.build({ ...answering("orders", "one"), resources: table("orders") });
    await scene.run("deploy", ["--env", "pr-7"]);
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy", ["--env", "pr-7"])).toMatchObject({ code: 0 });

    await scene.build({ ...answering("orders", "one"), resources: table("orders", "Retain") });
    await scene.run("deploy");
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy")).toMatchObject({
      code: 0,
      report: { services: [{ changes: { dataLoss: false } }] },
    });
  });
});

describe("no value of an environment variable or hidden parameter is shown", () => {
  const SECRET = "hunter2hunter2";

  test("by plan or deploy, in any form", async () => {
    const withSecret = (value: string): object => ({
      Other: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: { "Fn::Sub": `\${Environment}-other` },
          Handler: "index.handler",
          Runtime: "nodejs24.x",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Environment: { Variables: { API: value, LEVEL: { Ref: "Level" } } },
          Code: { ZipFile: `exports.handler = async () => "${value}";` },
        },
      },
    });
    await scene.build({ ...answering("orders", "one"), resources: withSecret(`${SECRET} one`) });
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    await scene.build({ ...answering("orders", "one"), resources: withSecret(`${SECRET} two`) });
    for (const verb of ["plan", "deploy"]) {
      for (const args of [[], ["--json"]]) {
        const { stdout, stderr, code } = await scene.start(verb, args).finished;
        expect(code).toBe(0);
        expect(stdout + stderr).not.toContain(SECRET);
        if (verb === "plan" && args.length === 0)
          expect(stderr).toContain("Environment.Variables.API: value changed");
      }
    }
  });
});
