import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { type DeploymentRecord, parseRecord } from "../../bucket/record/record";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { signalWhen } from "../../testing/scene/signal-when";
import { useScene } from "../../testing/scene/use-scene";

const SERVICES = ["orders", "billing", "mail", "search"];
const Bucket = "ferry-000000000000-us-east-1";

let s3: S3Client;
/** The zip of orders. */
let zip: string;
const scene = useScene("each", async () => {
  s3 = scene.client(S3Client);
  await build("one");
  expect(await deploy()).toMatchObject({ code: 0 });
  await build("two");
});

async function build(answer: string): Promise<void> {
  for (const service of SERVICES) {
    const path = await scene.build(answering(service, answer));
    if (service === "orders") zip = path;
  }
}

const deploy = (): Promise<Finished> => scene.run("deploy", [], SERVICES);

/** Deploys all, and presses Ctrl-C when that is said. */
async function interrupted(words: string): Promise<Finished> {
  const { child, finished } = scene.start("deploy", ["--json"], SERVICES);
  signalWhen(child, words, "SIGINT");
  return await finished;
}

async function locks(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "environments/" }));
  return Contents.map(({ Key }) => Key).filter((key) => key?.includes("/locks/"));
}

/** The lock of mail, held on another machine. */
const FOREIGN = { Bucket, Key: "environments/local/locks/mail.json" };

async function renewForeignLock(renewal: number): Promise<void> {
  const holder = { user: "bob", host: "elsewhere", machine: "elsewhere", pid: 4711, started: "1" };
  const since = "2026-11-23T08:00:00.000Z";
  const Body = JSON.stringify({ version: 1, id: "x", holder, command: "deploy", since, renewal });
  await s3.send(new PutObjectCommand({ ...FOREIGN, Body }));
}

async function record(): Promise<DeploymentRecord | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "environments/local/record.json" }));
  return parseRecord((await Body?.transformToString()) ?? "");
}

/** The live version of each service that has no unfinished business, by the record. */
async function liveByRecord(): Promise<(string | undefined)[]> {
  const services = (await record())?.services;
  return SERVICES.map((service) =>
    services?.[service]?.pending ? undefined : services?.[service]?.functions[service]?.version,
  );
}

/** Which services the record says to have unfinished business. */
async function pending(): Promise<string[]> {
  const services = (await record())?.services;
  return SERVICES.filter((service) => services?.[service]?.pending);
}

/** Requests of one operation that were carried out. */
function carriedOut(operation: string): number {
  const log = readFileSync(join(scene.stateFolder, "requests.log"), "utf8").trim().split("\n");
  return log.map((line) => JSON.parse(line)).filter((one) => one.operation === operation && one.status < 300)
    .length;
}

/** What a service answers now. */
async function answer(service: string): Promise<unknown> {
  const { stdout } = await scene.start("invoke", ["--function", service], SERVICES).finished;
  return JSON.parse(stdout).answer;
}

/** The live version of each service, by the report. */
function versions({ report }: Finished): Record<string, string | null | undefined> {
  return Object.fromEntries(
    report.services.map(({ service, functions }) => [service, functions[0]?.version]),
  );
}

/** What must hold after each interruption: the end was reported, and the same command goes on, sending no zip twice. */
async function expectOrderlyEnd(run: Finished, uploadsBefore: number): Promise<void> {
  expect([run.code, run.report.error?.code, run.stderr]).toEqual([130, "Interrupted", run.stderr]);
  expect(run.stderr).toContain("next: run the same command again");
  const live = versions(run);
  for (const service of SERVICES)
    expect([service, await answer(service)]).toEqual([service, live[service] === "3" ? "two" : "one"]);

  scene.setFaults(undefined);
  expect(await deploy()).toMatchObject({ code: 0 });
  expect(carriedOut("UpdateFunctionCode") - uploadsBefore).toBe(SERVICES.length);
  for (const service of SERVICES) expect(await answer(service)).toBe("two");
  expect([await locks(), await pending()]).toEqual([[], []]);
  expect((await deploy()).report.apiCalls.writes).toBe(0);
}

describe("Ctrl-C with several services", () => {
  test("while bytes are on their way: these arrive, nothing goes live after them, and each service's lock is given back", async () => {
    const before = carriedOut("UpdateFunctionCode");
    const [published, moved] = [carriedOut("PublishVersion"), carriedOut("UpdateAlias")];
    // Long enough that the signal meets them under way.
    const slow = { kind: "delay", operations: ["lambda:UpdateFunctionCode"], milliseconds: [1500, 1500] };
    scene.setFaults(FaultProfile.parse({ version: 1, faults: [slow] }));
    const run = await interrupted("uploading");

    const sent = run.report.services.filter(({ functions }) => (functions[0]?.uploadedBytes ?? 0) > 0).length;
    expect(sent).toBeGreaterThan(0);
    expect(carriedOut("UpdateFunctionCode") - before).toBe(sent);
    expect([carriedOut("PublishVersion"), carriedOut("UpdateAlias")]).toEqual([published, moved]);
    expect(await locks()).toEqual([]);
    for (const service of SERVICES)
      expect(run.stderr).toContain(`live now: local-${service} version 2 (unchanged)`);
    await expectOrderlyEnd(run, before);
  });

  test("while one waits for a lock: the others are done, that one is as it was, and the lock is its holder's still", async () => {
    const before = carriedOut("UpdateFunctionCode");
    await renewForeignLock(0);
    const { child, finished } = scene.start("deploy", ["--json"], SERVICES);
    for (let renewal = 1; (await liveByRecord()).filter((version) => version === "3").length < 3; renewal++) {
      expect(child.exitCode).toBeNull();
      await delay(200);
      await renewForeignLock(renewal);
    }
    child.kill("SIGINT");
    const run = await finished;

    expect(run.stderr).toContain("mail: waiting: locked by bob on elsewhere");
    expect(versions(run)).toEqual({ orders: "3", billing: "3", mail: "2", search: "3" });
    expect(run.stderr).toContain("live now: local-mail version 2 (unchanged)");
    expect([await locks(), await pending()]).toEqual([[FOREIGN.Key], []]);
    await s3.send(new DeleteObjectCommand(FOREIGN));
    await expectOrderlyEnd(run, before);
  });

  test("while some wait for their turn under AWS's rates: they do not wait any longer, and give their locks back", async () => {
    const before = carriedOut("UpdateFunctionCode");
    // All but two never get through: who waits for a token or for the next attempt waits until it is stopped.
    const busy = { kind: "throttle", operations: ["lambda:UpdateFunctionCode"], skip: 2 };
    scene.setFaults(FaultProfile.parse({ version: 1, rates: "aws", faults: [busy] }));
    const run = await interrupted("publishing");

    expect(carriedOut("UpdateFunctionCode") - before).toBe(2);
    expect(await locks()).toEqual([]);
    const left = SERVICES.filter((service) => versions(run)[service] === "2");
    expect(left.length).toBeGreaterThanOrEqual(2);
    for (const service of left)
      expect(run.stderr).toContain(`live now: local-${service} version 2 (unchanged)`);
    await expectOrderlyEnd(run, before);
  });

  test("while Bazel gets a zip: Bazel is interrupted, nothing was written, and what is live is said", async () => {
    const before = carriedOut("UpdateFunctionCode");
    renameSync(zip, `${zip}.remote`);
    scene.bazelw(`trap 'echo > interrupted; exit 8' INT
echo begun > begun
for second in 0 1 2 3 4 5 6 7 8 9; do sleep 1; done`);
    const { child, finished } = scene.start("deploy", ["--json"], SERVICES);
    const begun = (): boolean => existsSync(join(scene.workspace, "begun"));
    while (!begun() && child.exitCode === null) await delay(20);
    child.kill("SIGINT");
    const run = await finished;

    expect(existsSync(join(scene.workspace, "interrupted"))).toBe(true);
    expect(run.report.apiCalls.writes).toBe(0);
    for (const service of SERVICES)
      expect(run.stderr).toContain(`live now: local-${service} version 2 (unchanged)`);
    renameSync(`${zip}.remote`, zip);
    await expectOrderlyEnd(run, before);
  });
});
