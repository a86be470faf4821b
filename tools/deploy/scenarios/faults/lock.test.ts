import { hostname } from "node:os";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { signedFetch } from "../../../local/testing/signed-fetch/signed-fetch";
import { type DeploymentRecord, parseRecord } from "../../bucket/record/record";
import { answering } from "../../testing/scene/deployable";
import { signalWhen } from "../../testing/scene/signal-when";
import { useScene } from "../../testing/scene/use-scene";

const Bucket = "ferry-000000000000-us-east-1";

let s3: S3Client;
const scene = useScene("each", async () => {
  s3 = scene.client(S3Client);
});

async function record(env = "local"): Promise<DeploymentRecord | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `environments/${env}/record.json` }));
  return parseRecord((await Body?.transformToString()) ?? "");
}

async function locks(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "environments/" }));
  return Contents.map(({ Key }) => Key).filter((key) => key?.includes("/locks/"));
}

/** Locks `orders` as a deploy on another machine has it. */
async function lockFromElsewhere(): Promise<void> {
  const holder = { user: "bob", host: "elsewhere", machine: "elsewhere", pid: 4711, started: "1" };
  const since = "2026-11-23T08:00:00.000Z";
  const Body = JSON.stringify({ version: 1, id: "x", holder, command: "deploy", since, renewal: 3 });
  await s3.send(new PutObjectCommand({ Bucket, Key: "environments/local/locks/orders.json", Body }));
}

describe("what was made live is recorded", () => {
  test("by each deploy, and removed by destroy; no lock stays", async () => {
    await scene.build(answering("orders", "one"));
    await scene.build(answering("billing", "two"));
    const first = await scene.run("deploy", [], ["orders", "billing"]);
    expect(first).toMatchObject({ code: 0 });
    const [orders] = first.report.services;
    expect(await record()).toEqual({
      version: 1,
      services: {
        orders: {
          template: orders?.stack.digest,
          functions: {
            orders: {
              version: "2",
              sha256: orders?.functions[0]?.digest,
              configuration: expect.stringMatching(/^[0-9a-f]{64}$/),
              aliasRevision: expect.stringMatching(/./),
            },
          },
          by: expect.stringMatching(/./),
          at: expect.stringMatching(/Z$/),
          idleCost: { unpriced: [], usd: 0 },
        },
        billing: expect.objectContaining({
          functions: { billing: expect.objectContaining({ version: "2" }) },
        }),
      },
    });
    expect(await locks()).toEqual([]);

    await scene.build(answering("orders", "three"));
    const second = await scene.run("deploy");
    expect((await record())?.services.orders?.functions.orders).toMatchObject({ version: "3" });
    // The record gives the alias's revision.
    expect(second.report.apiCalls.byOperation).not.toHaveProperty("Lambda.GetAlias");

    expect(await scene.run("destroy", ["--yes"])).toMatchObject({ code: 0 });
    expect(Object.keys((await record())?.services ?? {})).toEqual(["billing"]);
    expect(await locks()).toEqual([]);
  });

  test("and stays pending where a deploy failed", async () => {
    await scene.build({ ...answering("orders", "one"), resources: { Ship: { Type: "AWS::Ship::Hull" } } });
    expect(await scene.run("deploy")).toMatchObject({ code: 1 });
    expect((await record())?.services.orders).toMatchObject({ pending: true, functions: {} });
    expect(await locks()).toEqual([]);
    await scene.build(answering("orders", "one"));
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    expect((await record())?.services.orders).not.toHaveProperty("pending");
  });
});

describe("a service that someone else has locked", () => {
  test("is waited for, and the message says for whom; Ctrl-C ends the wait, and nothing was written", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await lockFromElsewhere();
    await scene.build(answering("orders", "two"));
    const { child, finished } = scene.start("deploy", ["--json"]);
    signalWhen(child, "waiting: locked by", "SIGINT");
    const run = await finished;
    expect(run).toMatchObject({ code: 130, report: { uploadedBytes: 0 } });
    expect(run.stderr).toContain(
      "orders: waiting: locked by bob on elsewhere (deploy, process 4711) since 2026-11-23T08:00:00.000Z",
    );
    expect(await locks()).toEqual(["environments/local/locks/orders.json"]);
    // What changes nothing takes no lock.
    await scene.build(answering("orders", "one"));
    expect((await scene.run("deploy")).report.apiCalls).toMatchObject({ total: 3, writes: 0 });
  });

  test("is not rolled back where that one moved the alias, and what is live now is reported", async () => {
    for (const answer of ["one", "two"]) {
      await scene.build(answering("orders", answer));
      await scene.run("deploy");
    }
    await lockFromElsewhere();
    const { child, finished } = scene.start("rollback", ["--json"]);
    let said = "";
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (part: Buffer) => {
        said += part.toString();
        if (said.includes("waiting: locked by")) resolve();
      });
    });
    await signedFetch(scene, {
      service: "lambda",
      path: "/2015-03-31/functions/local-orders/aliases/live",
      method: "PUT",
      body: JSON.stringify({ FunctionVersion: "2" }),
    });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "environments/local/locks/orders.json" }));
    const run = await finished;
    expect(run).toMatchObject({ code: 1, report: { error: { code: "Contended" } } });
    expect(run.stderr).toMatch(/^live now: local-orders version 2\b/m);
  });

  test("is deployed by --force-unlock, which says whose lock it takes", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await lockFromElsewhere();
    await scene.build(answering("orders", "two"));
    const run = await scene.run("deploy", ["--force-unlock"]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stderr).toContain(
      "orders: taking the lock of bob on elsewhere (deploy, process 4711) since 2026-11-23T08:00:00.000Z: --force-unlock",
    );
    expect(await locks()).toEqual([]);
  });
});

test("what is in the place of a lock and cannot be read is refused at once, with what frees it", async () => {
  await scene.build(answering("orders", "one"));
  await scene.run("deploy");
  await scene.build(answering("orders", "two"));
  const Key = "environments/local/locks/orders.json";
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{"version":2,"lease":60}' }));
  const refused = await scene.run("deploy");
  expect(refused).toMatchObject({ code: 1, report: { uploadedBytes: 0, error: { code: "LockUnreadable" } } });
  expect(refused.report.error?.message).toBe(
    `the lock of orders in local cannot be read: ${Key} in the bucket ${Bucket}: it has version 2, and this deployer reads version 1`,
  );
  expect(refused.stderr).not.toContain("waiting");
  expect(await locks()).toEqual([Key]);
  expect(await scene.run("deploy", ["--force-unlock"])).toMatchObject({ code: 0 });
  expect(await locks()).toEqual([]);
});

test("a deploy that is killed while it holds the lock makes no other one wait on its machine", async () => {
  await scene.build(answering("orders", "one"));
  await scene.run("deploy");
  await scene.build(answering("orders", "two", 256));
  const { child, finished } = scene.start("deploy");
  signalWhen(child, "updating the stack", "SIGKILL");
  expect(await finished).toMatchObject({ signal: "SIGKILL" });
  expect(await locks()).toEqual(["environments/local/locks/orders.json"]);
  expect((await record())?.services.orders).toMatchObject({ pending: true });

  const run = await scene.run("deploy");
  expect(run).toMatchObject({ code: 0 });
  expect(run.stderr).toMatch(
    new RegExp(`orders: taking the lock of .+ on ${hostname()} \\(deploy, process ${child.pid}\\)`),
  );
  expect(run.stderr).not.toContain("waiting: locked");
  expect(await locks()).toEqual([]);
  expect((await record())?.services.orders).not.toHaveProperty("pending");
});
