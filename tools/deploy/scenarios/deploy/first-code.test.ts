import { readFileSync } from "node:fs";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetAliasCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { answering, IMPOSSIBLE, type ServiceVersion } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const Bucket = "ferry-000000000000-us-east-1";
const scene = useScene("each");

const orders = (answer: string, more: Partial<ServiceVersion> = {}): ServiceVersion => ({
  ...answering("orders", answer),
  firstCode: true,
  ...more,
});

/** What became of the function, and how many requests changed it. */
function line({ code, report }: Finished): string {
  const [service] = report.services;
  const [one] = service?.functions ?? [];
  const lambda = Object.entries(report.apiCalls.byOperation).filter(
    ([name]) => name.startsWith("Lambda.") && !/\.(Get|List)/.test(name),
  );
  const writes = lambda.reduce((sum, [, count]) => sum + count, 0);
  return `exit ${code}; stack ${service?.stack.action}, ${one?.action}/${one?.reason} v${one?.version}, ${writes} Lambda writes${report.error ? `; ${report.error.code}` : ""}`;
}

async function parameters(): Promise<Record<string, string | undefined>> {
  const { Stacks = [] } = await scene
    .client(CloudFormationClient)
    .send(new DescribeStacksCommand({ StackName: "local-orders" }));
  return Object.fromEntries(
    (Stacks[0]?.Parameters ?? []).map(({ ParameterKey = "", ParameterValue }) => [
      ParameterKey,
      ParameterValue,
    ]),
  );
}

const configuration = (Qualifier: string) => () =>
  scene
    .client(LambdaClient)
    .send(new GetFunctionConfigurationCommand({ FunctionName: "local-orders", Qualifier }));
const live = configuration("live");
const latest = configuration("$LATEST");

describe("a new stack has the code of its functions", () => {
  test("without a write to Lambda, and the next deploy has nothing to do", async () => {
    await scene.build(orders("one"));
    const first = await scene.run("deploy");
    expect(line(first)).toBe("exit 0; stack create, create/new v1, 0 Lambda writes");
    expect(await scene.answer()).toMatchObject({ answer: "one" });
    expect((await live()).Description).toMatch(
      /^ferry sha256:[0-9a-f]{64} by:\S+ deploy:[0-9a-f]{8} template:[0-9a-f]{8}$/,
    );

    const again = await scene.run("deploy");
    expect(line(again)).toBe("exit 0; stack none, none/none v1, 0 Lambda writes");
    expect(again.report.apiCalls).toMatchObject({ total: 3, writes: 0 });
  });

  test("which is stored once for all environments", async () => {
    await scene.build(orders("one"));
    const first = await scene.run("deploy");
    expect(first.report.uploadedBytes).toBeGreaterThan(0);
    const second = await scene.run("deploy", ["--env", "dev-alice"]);
    expect(line(second)).toBe("exit 0; stack create, create/new v1, 0 Lambda writes");
    expect(second.report.uploadedBytes).toBe(0);
    const puts = ({ report }: Finished): number => report.apiCalls.byOperation["S3.PutObject"] ?? 0;
    // The bucket's first writes are tried before there is a bucket.
    expect(puts(second)).toBeLessThan(puts(first));
    expect(second.report.apiCalls.byOperation["S3.HeadObject"]).toBeUndefined();
  });

  test("and its alias's description", async () => {
    await scene.build(orders("one", { alias: { Description: "mine" } }));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack create, create/new v1, 0 Lambda writes");
    const alias = new GetAliasCommand({ FunctionName: "local-orders", Name: "live" });
    expect((await scene.client(LambdaClient).send(alias)).Description).toBe("mine");
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack none, none/none v1, 0 Lambda writes");
  });
});

describe("a later update", () => {
  test("leaves code, and the parameters that brought the first, alone", async () => {
    await scene.build(orders("one"));
    await scene.run("deploy");
    const created = await parameters();
    await scene.build(orders("two"));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack none, update/code v2, 3 Lambda writes");

    await scene.build(orders("two", { description: "no function cares" }));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack update, none/none v2, 0 Lambda writes");
    expect(await parameters()).toEqual(created);
    expect(await scene.answer()).toMatchObject({ answer: "two" });

    expect(line(await scene.run("rollback"))).toBe("exit 0; stack none, update/rollback v1, 1 Lambda writes");
    expect(await scene.answer()).toMatchObject({ answer: "one" });
  });

  test("that fails and is rolled back leaves them alone, too", async () => {
    await scene.build(orders("one"));
    await scene.run("deploy");
    await scene.build(orders("two", { memory: 256, resources: IMPOSSIBLE }));
    expect(line(await scene.run("deploy"))).toContain("StackFailed");
    expect(await scene.answer()).toMatchObject({ answer: "one", memory: "128" });
    await scene.build(orders("two", { memory: 256 }));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack update, update/code v2, 3 Lambda writes");
    expect(await scene.answer()).toMatchObject({ answer: "two", memory: "256" });
  });

  test("to a template with first code changes nothing in a stack that was made with placeholders", async () => {
    await scene.build(orders("one", { firstCode: false }));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack create, create/new v2, 3 Lambda writes");
    const before = await latest();
    await scene.build(orders("one"));
    expect(line(await scene.run("plan"))).toBe("exit 0; stack update, none/none v2, 0 Lambda writes");
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack update, none/none v2, 0 Lambda writes");
    expect((await latest()).RevisionId).toBe(before.RevisionId);
    expect(await parameters()).toMatchObject({ CodeBucket: "", OrdersCodeDigest: "" });
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack none, none/none v2, 0 Lambda writes");
    // And back to the older one.
    await scene.build(orders("one", { firstCode: false }));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack update, none/none v2, 0 Lambda writes");
  });
});

describe("a creation that fails", () => {
  test("is made anew, with the code of then", async () => {
    await scene.build(orders("one", { resources: IMPOSSIBLE }));
    expect(line(await scene.run("deploy"))).toContain("StackFailed");
    await scene.build(orders("two"));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack create, create/new v1, 0 Lambda writes");
    expect(await scene.answer()).toMatchObject({ answer: "two" });
  });

  test("since the object is not what its name says, makes nothing live and says so", async () => {
    await scene.build(orders("other", { service: "other" }));
    await scene.run("deploy", [], ["other"]);
    const zip = await scene.build(orders("one"));
    const s3 = scene.client(S3Client);
    const planned = await scene.run("plan");
    const Key = `${planned.report.services[0]?.functions[0]?.digest}.zip`;
    const wrong = readFileSync(zip.replace("/orders/", "/other/"));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: wrong }));
    const failed = await scene.run("deploy");
    expect(line(failed)).toContain("StackFailed");
    expect(failed.report.error?.message).toContain("is different from current CodeSHA256");
    expect(failed.report.error?.next).toContain("is not what its name, the SHA-256, says");

    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(line(await scene.run("deploy"))).toBe("exit 0; stack create, create/new v1, 0 Lambda writes");
  });
});
