import { LambdaClient, ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

let lambda: LambdaClient;
let s3: S3Client;
const scene = useScene("each", async () => {
  lambda = scene.client(LambdaClient);
  s3 = scene.client(S3Client);
  await scene.build(answering("orders", "one"));
  expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  await scene.build(answering("orders", "two"));
});

function faults(...rules: object[]): void {
  scene.setFaults(FaultProfile.parse({ version: 1, faults: rules, transitions: { update: [0, 0] } }));
}

/** Numbers of the published versions. */
async function versions(): Promise<(string | undefined)[]> {
  const { Versions = [] } = await lambda.send(
    new ListVersionsByFunctionCommand({ FunctionName: "local-orders" }),
  );
  return Versions.map(({ Version }) => Version).filter((version) => version !== "$LATEST");
}

async function expectTwo(): Promise<void> {
  scene.setFaults(undefined);
  const { stdout } = await scene.start("invoke").finished;
  expect(JSON.parse(stdout)).toMatchObject({ answer: "two" });
  // The placeholder, the first and the second: nothing was published twice.
  expect(await versions()).toEqual(["1", "2", "3"]);
  expect((await scene.run("deploy")).report.apiCalls).toMatchObject({ total: 3, writes: 0 });
}

describe("a write whose answer is lost", () => {
  const LOST = [
    { kind: "reset", effect: "after" },
    { kind: "error", status: 500, effect: "after" },
  ];
  test.each(LOST)("is not sent again when it took effect (%j)", async (fault) => {
    const once = (operation: string): object => ({ ...fault, operations: [operation], limit: 1 });
    faults(once("lambda:UpdateFunctionCode"), once("lambda:PublishVersion"), once("lambda:UpdateAlias"));
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 0, report: { services: [{ functions: [{ version: "3" }] }] } });
    expect(run.report.apiCalls.byOperation).toMatchObject({
      "Lambda.UpdateFunctionCode": 1,
      "Lambda.UpdateAlias": 1,
      // Nothing but the publication itself tells its number: asked again, Lambda publishes nothing new.
      "Lambda.PublishVersion": 2,
    });
    await expectTwo();
  });

  test("is sent again when it did not", async () => {
    const once = (operation: string): object => ({ kind: "reset", operations: [operation], limit: 1 });
    faults(once("lambda:UpdateFunctionCode"), once("lambda:PublishVersion"), once("lambda:UpdateAlias"));
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 0, report: { services: [{ functions: [{ version: "3" }] }] } });
    expect(run.report.apiCalls.byOperation).toMatchObject({
      "Lambda.UpdateFunctionCode": 2,
      "Lambda.PublishVersion": 2,
      "Lambda.UpdateAlias": 2,
    });
    await expectTwo();
  });

  test("to the bucket leaves neither a lock nor an unfinished record", async () => {
    faults({ kind: "reset", effect: "after", operations: ["s3:PutObject", "s3:DeleteObject"], limit: 4 });
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: "ferry-000000000000-us-east-1" }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual([
      "environments/local/environment.json",
      "environments/local/record.json",
    ]);
    await expectTwo();
  });
});

describe("what someone else changes between plan and write", () => {
  const rival = (write: string, more: object): object => ({
    kind: "competing-write",
    functions: ["local-orders"],
    writes: [write],
    ...more,
  });

  test.each(["UpdateFunctionCode", "UpdateFunctionConfiguration", "UpdateAlias"])(
    "is not overwritten blindly: %s is explained, and planned again",
    async (write) => {
      // The account is compared after the plan and before the first write.
      faults(rival(write, { operations: ["sts:GetCallerIdentity"], limit: 1 }));
      const run = await scene.run("deploy");
      expect(run).toMatchObject({ code: 0 });
      expect(run.stderr).toMatch(/^orders: planning again: someone else (changed|moved) .*local-orders/m);
      scene.setFaults(undefined);
      const { stdout } = await scene.start("invoke").finished;
      expect(JSON.parse(stdout)).toMatchObject({ answer: "two" });
    },
  );

  test.each(["UpdateFunctionCode", "UpdateFunctionConfiguration"])(
    "between the upload and the publication is not published: %s",
    async (write) => {
      faults(rival(write, { operations: ["lambda:UpdateFunctionCode"], limit: 1 }));
      const run = await scene.run("deploy");
      expect(run).toMatchObject({ code: 0 });
      expect(run.stderr).toMatch(/^orders: planning again: someone else (changed|uploaded) .*local-orders/m);
      scene.setFaults(undefined);
      const { stdout } = await scene.start("invoke").finished;
      expect(JSON.parse(stdout)).toMatchObject({ answer: "two" });
    },
  );

  test("again and again ends with what is live now, and without a lock", async () => {
    faults(rival("UpdateFunctionConfiguration", { operations: ["lambda:GetFunction"] }));
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 1, report: { error: { code: "Contended" } } });
    expect(run.stderr).toContain("someone else changed local-orders between plan and write");
    expect(run.stderr).toContain("live now: local-orders version 2 (unchanged)");
    expect(run.stderr.match(/planning again/g)).toHaveLength(1);
    scene.setFaults(undefined);
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  });
});

describe("after a failure, what is said to be live was looked at", () => {
  const failing = (operation: string, more: object = {}): object => ({
    kind: "error",
    status: 500,
    operations: [operation],
    ...more,
  });

  test("where the alias was moved, and no answer says so", async () => {
    faults(failing("lambda:UpdateAlias", { effect: "after" }), failing("lambda:GetAlias"));
    const run = await scene.run("deploy");
    expect(run).toMatchObject({
      code: 1,
      report: {
        error: { code: "AwsFailed" },
        services: [{ functions: [{ action: "update", version: "3" }] }],
      },
    });
    expect(run.stderr).toContain("live now: local-orders version 3\n");
  });

  test("and where it cannot be looked at, that is said", async () => {
    // The first two looks are those of the plan.
    faults(
      failing("lambda:UpdateAlias", { effect: "after" }),
      failing("lambda:GetAlias"),
      failing("cloudformation:DescribeStacks", { skip: 1 }),
    );
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 1, report: { services: [{ stale: true }] } });
    expect(run.stderr).toContain(
      "live now: local-orders is not known: it could not be looked at after the failure (before it, version 2)",
    );
    expect(run.stderr).toMatch(/^ *function +local-orders +updated +live version unknown$/m);
  });
});
