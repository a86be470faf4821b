import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { GUARDED_TABLES, table } from "../../testing/scene/data-keeper";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

let cloudFormation: CloudFormationClient;
let dynamodb: DynamoDBClient;
const scene = useScene("each", async () => {
  cloudFormation = scene.client(CloudFormationClient);
  dynamodb = scene.client(DynamoDBClient);
});

async function stack(name: string) {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  return Stacks[0];
}

/** A table with data, and one that refuses to be deleted, which would have to be deleted before it. */
function withTables(answer = "one"): ServiceVersion {
  return { ...answering("orders", answer), resources: GUARDED_TABLES };
}

async function putItem(environment: string): Promise<void> {
  const Item = { id: { S: "kept" } };
  await dynamodb.send(new PutItemCommand({ TableName: `${environment}-data`, Item }));
}

async function holdsItem(environment: string): Promise<boolean> {
  const Key = { id: { S: "kept" } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: `${environment}-data`, Key }));
  return Item !== undefined;
}

async function letGo(environment: string): Promise<void> {
  await dynamodb.send(
    new UpdateTableCommand({ TableName: `${environment}-guard`, DeletionProtectionEnabled: false }),
  );
}

/** Deploys tables with data, and fails to destroy them. */
async function destroyHalf(environment: string, confirmed: readonly string[] = ["--yes"]) {
  await scene.build(withTables());
  expect(await scene.run("deploy", ["--env", environment, "--yes"])).toMatchObject({ code: 0 });
  await putItem(environment);
  const failed = await scene.run("destroy", ["--env", environment, ...confirmed]);
  expect(failed).toMatchObject({ code: 1, report: { error: { code: "StackFailed" } } });
  expect((await stack(`${environment}-orders`))?.StackStatus).toBe("DELETE_FAILED");
  await letGo(environment);
  return failed;
}

test("of a destroy that was killed before its stack was gone, the next one clears what the record says", async () => {
  await scene.build(answering("orders", "one"));
  await scene.run("deploy");
  await cloudFormation.send(new DeleteStackCommand({ StackName: "local-orders" }));
  await waitUntilStackDeleteComplete(
    { client: cloudFormation, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 60 },
    { StackName: "local-orders" },
  );
  expect(await recorded()).toEqual(["orders"]);
  expect(await scene.run("destroy", ["--yes"])).toMatchObject({ code: 0 });
  expect(await recorded()).toEqual([]);
});

/** The services in the record of what was deployed. */
async function recorded(): Promise<string[]> {
  const Key = "environments/local/record.json";
  const { Body } = await scene
    .client(S3Client)
    .send(new GetObjectCommand({ Bucket: "ferry-000000000000-us-east-1", Key }));
  return Object.keys(JSON.parse((await Body?.transformToString()) ?? "").services);
}

describe("a deletion that failed half way", () => {
  test("reports what is live then, and not what was before", async () => {
    const { stderr, report } = await destroyHalf("dev-half");
    const lambda = scene.client(LambdaClient);
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: "dev-half-orders" }))).rejects.toThrow(
      "not found",
    );
    expect(stderr).toContain("live now: dev-half-orders has no live version any more (version 2 before)");
    expect(stderr).not.toContain("unchanged");
    expect(report.services[0]).toMatchObject({
      stack: { status: "DELETE_FAILED" },
      functions: [{ action: "delete", version: null }],
    });
  });

  test("is shown by plan with what would be lost, and keeps its data until that is said", async () => {
    await destroyHalf("dev-half");
    const plan = await scene.run("plan", ["--env", "dev-half"]);
    expect(plan.report.services[0]).toMatchObject({
      stack: { deletesFirst: "DELETE_FAILED" },
      changes: { dataLoss: true },
    });
    expect(plan.stderr).toContain("what is left of it (DELETE_FAILED) is deleted first");
    const changes = plan.report.services[0]?.changes?.resources ?? [];
    expect(
      changes.filter(({ dataLoss }) => dataLoss).map(({ logicalId, action }) => [logicalId, action]),
    ).toEqual([
      ["Data", "remove"],
      ["Guard", "remove"],
    ]);
    // What the failed deletion got to has not to be deleted any more.
    expect(changes.some(({ logicalId, action }) => logicalId === "Function" && action === "remove")).toBe(
      false,
    );

    const refused = await scene.run("deploy", ["--env", "dev-half"]);
    expect(refused).toMatchObject({ code: 1, report: { error: { code: "DataLoss" } } });
    expect(refused.stderr).toContain("the stack dev-half-orders is DELETE_FAILED");
    expect(refused.stderr).toContain("Data (AWS::DynamoDB::Table, removed)");
    expect(refused.report.apiCalls.writes).toBe(0);
    expect(await holdsItem("dev-half")).toBe(true);

    const deployed = await scene.run("deploy", ["--env", "dev-half", "--allow-data-loss"]);
    expect(deployed).toMatchObject({
      code: 0,
      report: { services: [{ stack: { deletesFirst: "DELETE_FAILED" } }] },
    });
    expect(await holdsItem("dev-half")).toBe(false);
  });

  test("is reported as deleted where it was, and could not be made again", async () => {
    await destroyHalf("dev-half");
    await scene.build({ ...answering("orders", "one"), imports: ["missing"] });
    const { code, report, stderr } = await scene.run("deploy", ["--env", "dev-half", "--allow-data-loss"]);
    expect(code).toBe(1);
    expect(await holdsItem("dev-half").catch(() => false)).toBe(false);
    const standing = await stack("dev-half-orders").catch(() => undefined);
    expect([standing?.StackStatus, stderr]).toEqual([
      undefined,
      expect.stringMatching(/stack +dev-half-orders +deleted$/m),
    ]);
    expect(stderr).not.toContain("nothing was changed");
    expect(report.services[0]).toMatchObject({ stack: { action: "delete" } });
  });

  test("is finished by destroy alone where the environment is protected, and stays protected", async () => {
    await destroyHalf("vault", ["--yes", "--confirm", "vault"]);
    expect((await stack("vault-orders"))?.EnableTerminationProtection).toBe(true);
    for (const flags of [[], ["--allow-data-loss"]]) {
      const refused = await scene.run("deploy", ["--env", "vault", "--yes", ...flags]);
      expect(refused).toMatchObject({
        code: 1,
        report: { error: { code: "StackStuck" }, apiCalls: { writes: 0 } },
      });
      expect(refused.stderr).toContain("destroy orders (--env vault --yes --confirm vault)");
    }
    expect(await holdsItem("vault")).toBe(true);
    expect((await stack("vault-orders"))?.EnableTerminationProtection).toBe(true);
    expect(await scene.run("destroy", ["--env", "vault", "--yes", "--confirm", "vault"])).toMatchObject({
      code: 0,
    });
    expect(await scene.run("deploy", ["--env", "vault", "--yes"])).toMatchObject({ code: 0 });
  });
});

describe.each(["fails", "keeps-status"] as const)(
  "where a deletion is refused and CloudFormation %s",
  (refusedDeletion) => {
    beforeEach(() => scene.setFaults(FaultProfile.parse({ version: 1, refusedDeletion })));

    const exporting = {
      ...answering("orders", "one"),
      exports: ["topic"],
      resources: { Data: table("data") },
    };
    const importing = { ...answering("billing", "one"), imports: ["topic"] };

    async function refuseDeletion(environment: string, confirmed: readonly string[] = []) {
      await scene.build(exporting);
      await scene.build(importing);
      expect(await scene.run("deploy", ["--env", environment, "--yes"], ["orders", "billing"])).toMatchObject(
        { code: 0 },
      );
      await putItem(environment);
      const failed = await scene.run("destroy", ["--env", environment, "--yes", ...confirmed]);
      expect(failed).toMatchObject({ code: 1, report: { error: { code: "StackFailed" } } });
      expect(failed.stderr).toContain(`in use by ${environment}-billing`);
      expect(failed.stderr).toContain(`live now: ${environment}-orders version 2 (unchanged)`);
      const status = (await stack(`${environment}-orders`))?.StackStatus;
      expect(status).toBe(refusedDeletion === "fails" ? "DELETE_FAILED" : "CREATE_COMPLETE");
    }

    test("nothing is lost by the next deploy, or by one of all services", async () => {
      await refuseDeletion("dev-shared");
      for (const services of [["orders"], ["orders", "billing"]]) {
        const { code, report } = await scene.run("deploy", ["--env", "dev-shared"], services);
        expect(code).toBe(refusedDeletion === "fails" ? 1 : 0);
        if (code !== 0) expect(["DataLoss"]).toContain(report.error?.code);
        expect(await holdsItem("dev-shared")).toBe(true);
      }
    });

    test("the importer lets go first, where both are deployed and data may go", async () => {
      await refuseDeletion("dev-shared");
      await scene.build(answering("billing", "two"));
      const both = await scene.run(
        "deploy",
        ["--env", "dev-shared", "--allow-data-loss"],
        ["orders", "billing"],
      );
      expect([both.code, both.code === 0 ? "" : both.stderr]).toEqual([0, ""]);
      expect((await stack("dev-shared-orders"))?.StackStatus).toMatch(/^CREATE_COMPLETE$/);
    });

    test("a protected environment stays protected", async () => {
      await refuseDeletion("vault", ["--confirm", "vault"]);
      expect((await stack("vault-orders"))?.EnableTerminationProtection).toBe(true);
    });
  },
);

describe("termination protection", () => {
  test("that was turned on by hand is left on, and a refused destroy leaves no mark", async () => {
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy", ["--env", "dev-kept"])).toMatchObject({ code: 0 });
    const StackName = "dev-kept-orders";
    await cloudFormation.send(
      new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true }),
    );
    const refused = await scene.run("destroy", ["--env", "dev-kept", "--yes"]);
    expect(refused).toMatchObject({ code: 1, report: { error: { code: "StackStuck" } } });
    expect(refused.stderr).toContain("--no-enable-termination-protection --stack-name dev-kept-orders");
    const plan = await scene.run("plan", ["--env", "dev-kept"]);
    expect(plan.report.services[0]).not.toHaveProperty("unfinished");
  });

  test("is turned on although the update of the stack fails", async () => {
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy", ["--env", "vault", "--yes"])).toMatchObject({ code: 0 });
    const StackName = "vault-orders";
    await cloudFormation.send(
      new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
    );
    await scene.build({ ...answering("orders", "one"), imports: ["missing"] });
    expect(await scene.run("deploy", ["--env", "vault", "--yes"])).toMatchObject({ code: 1 });
    expect((await stack(StackName))?.EnableTerminationProtection).toBe(true);
  });

  test("is turned on again wherever it was taken off, and plan says so", async () => {
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy", ["--env", "vault", "--yes"])).toMatchObject({ code: 0 });
    await cloudFormation.send(
      new UpdateTerminationProtectionCommand({
        StackName: "vault-orders",
        EnableTerminationProtection: false,
      }),
    );
    const plan = await scene.start("plan", ["--env", "vault"]).finished;
    expect(plan.stderr).toMatch(/protection +vault-orders +would be turned on/);
    const deployed = await scene.run("deploy", ["--env", "vault", "--yes"]);
    expect(deployed).toMatchObject({
      code: 0,
      report: { services: [{ stack: { action: "none", protect: true }, functions: [{ action: "none" }] }] },
    });
    expect((await stack("vault-orders"))?.EnableTerminationProtection).toBe(true);
    expect(await scene.run("deploy", ["--env", "vault", "--yes"])).toMatchObject({
      report: { apiCalls: { writes: 0 } },
    });
  });
});
