import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { GetAliasCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import {
  answering,
  deployableTemplate,
  IMPOSSIBLE,
  type ServiceVersion,
} from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

let lambda: LambdaClient;
const scene = useScene("each", async () => {
  lambda = scene.client(LambdaClient);
});

const NAME = "dev-alias-orders";
const ENVIRONMENT = ["--env", "dev-alias"];

async function alias() {
  const { FunctionVersion, Description } = await lambda.send(
    new GetAliasCommand({ FunctionName: NAME, Name: "live" }),
  );
  return { version: FunctionVersion, description: Description };
}

function described(description: unknown, more: Partial<ServiceVersion> = {}): ServiceVersion {
  return { ...answering("orders", "one"), alias: { Description: description }, ...more };
}

/** Invokes `live` again and again while `work` goes on. Returns the answers that were not the service's. */
async function underLoad(
  work: () => Promise<void>,
): Promise<{ readonly asked: number; readonly wrong: string[] }> {
  let done = false;
  let asked = 0;
  const wrong: string[] = [];
  const ask = async (): Promise<void> => {
    while (!done) {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: NAME, Qualifier: "live", Payload: "{}" }),
      );
      asked++;
      if (FunctionError !== undefined) wrong.push(Buffer.from(Payload ?? []).toString());
    }
  };
  const clients = Promise.all([ask(), ask()]);
  try {
    await work();
  } finally {
    done = true;
    await clients;
  }
  return { asked, wrong };
}

test("no stack update moves live, whichever property of the alias changes: not if it succeeds, not if it fails, not back", async () => {
  await scene.build(described("one"));
  expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({ code: 0 });
  expect(await alias()).toEqual({ version: "2", description: "one" });
  const seen: unknown[] = [];
  const { asked, wrong } = await underLoad(async () => {
    for (const [version, code] of [
      [described("two"), 0],
      [described({ "Fn::Sub": `at \${Level}` }), 0],
      [described("never", { resources: IMPOSSIBLE }), 1],
      [described("three", { versionId: "Version2" }), 0],
      [{ ...described("three"), alias: {} }, 0],
    ] as const) {
      await scene.build(version);
      const run = await scene.run("deploy", ENVIRONMENT);
      expect([run.code, run.code === code ? "" : run.stderr]).toEqual([code, ""]);
      if (code === 1) expect(run.report.services[0]?.stack.status).toBe("UPDATE_ROLLBACK_COMPLETE");
      seen.push(await alias());
    }
  });
  expect(seen).toEqual([
    { version: "2", description: "two" },
    { version: "2", description: "at debug" },
    // Set before the stack was to change; the next deploy sets what is wanted then.
    { version: "2", description: "never" },
    { version: "2", description: "three" },
    { version: "2", description: "" },
  ]);
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(20);
  expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({
    code: 0,
    report: { apiCalls: { writes: 0 } },
  });
});

test("a function whose code did not get live is not reported as updated, although its alias was described", async () => {
  await scene.build(described("one"));
  await scene.run("deploy", ENVIRONMENT);
  await scene.build({
    ...described("two", { resources: IMPOSSIBLE }),
    source: answering("orders", "two").source,
  });
  const { code, report } = await scene.run("deploy", ENVIRONMENT);
  expect(code).toBe(1);
  expect(report.services[0]?.functions[0]).toMatchObject({ action: "none", version: "2" });
});

test("plan says that the alias's description changes, and a parameter alone can do it", async () => {
  await scene.build(described({ Ref: "Level" }));
  await scene.run("deploy", ENVIRONMENT);
  scene.parameters({ Level: "warn" });
  const plan = await scene.run("plan", ENVIRONMENT);
  // The parameter is in an environment variable of the function as well.
  expect(plan.report.services[0]?.functions[0]).toMatchObject({ action: "update", reason: "configuration" });
  expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({ code: 0 });
  expect(await alias()).toEqual({ version: "3", description: "warn" });
  await scene.build(described("plain"));
  const after = await scene.run("plan", ENVIRONMENT);
  expect(after.report.services[0]?.functions[0]).toMatchObject({ action: "update", reason: "alias" });
  expect(after.stderr).toContain("only its alias's description changed");
});

test("an alias whose template described it before the deployer owned it is taken over where it points", async () => {
  await scene.build(described("old"));
  const cloudFormation = scene.client(CloudFormationClient);
  // As a deployer did it that gave CloudFormation the template as it was built.
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: NAME,
      TemplateBody: deployableTemplate(described("old")),
      Parameters: [
        { ParameterKey: "Environment", ParameterValue: "dev-alias" },
        { ParameterKey: "Level", ParameterValue: "debug" },
      ],
      Tags: [
        { Key: "ferry:service", Value: "orders" },
        { Key: "ferry:environment", Value: "dev-alias" },
      ],
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 30, minDelay: 0.2, maxDelay: 0.2 },
    { StackName: NAME },
  );
  expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({ code: 0 });
  expect(await alias()).toEqual({ version: "2", description: "old" });
  await scene.build(described("new"));
  expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({ code: 0 });
  expect(await alias()).toEqual({ version: "2", description: "new" });
});

test("what answers are lost, and who else writes: the alias gets its description, and stays where it is", async () => {
  await scene.build(described("one"));
  await scene.run("deploy", ENVIRONMENT);
  scene.setFaults(
    FaultProfile.parse({
      version: 1,
      faults: [
        { kind: "reset", effect: "after", operations: ["lambda:UpdateAlias"], limit: 1 },
        { kind: "reset", effect: "before", operations: ["lambda:UpdateAlias"], limit: 1 },
      ],
    }),
  );
  await scene.build(described("two"));
  expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({ code: 0 });
  expect(await alias()).toEqual({ version: "2", description: "two" });
});

test("what the deployer does not set is refused before anything is written", async () => {
  await scene.build({
    ...answering("orders", "one"),
    alias: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } },
  });
  const { code, report, stderr } = await scene.run("deploy", ENVIRONMENT);
  expect({ code, error: report.error?.code }).toEqual({ code: 2, error: "TemplateInvalid" });
  expect(stderr).toContain("the alias live of the function orders has ProvisionedConcurrencyConfig");
});
