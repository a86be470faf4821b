import { beforeEach, describe, expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { AwsSession } from "../../aws/session";
import { Bucket } from "../../bucket/bucket";
import type { EnvironmentRecord } from "../../bucket/environment/record";
import { EnvironmentRecords, type StoredRecord } from "../../bucket/environment/records";
import { keys } from "../../bucket/keys";
import { Lease } from "../../bucket/lock/lease";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** An account as in a pull request's job. */
const JOB = { GITHUB_ACTOR: "ada", GITHUB_REF: "refs/pull/42/merge", GITHUB_HEAD_REF: "feature/cart" };

let bucket: Bucket;
let records: EnvironmentRecords;
const scene = useScene("all", async () => {
  scene.parameters({ Level: "debug" }, { ephemeral: true, ttl: "2d" });
  await scene.build(answering("orders", "one"));
  const { endpoint, credentials } = scene;
  const connection = { endpoint, credentials, region: "us-east-1" };
  const session = new AwsSession(connection, new AbortController().signal);
  bucket = new Bucket(session, { account: "000000000000", region: "us-east-1" });
  records = new EnvironmentRecords(bucket);
});

let env: string;
let next = 0;
beforeEach(() => {
  env = `dev-${next++}`;
});

const deploy = (variables: NodeJS.ProcessEnv = {}) =>
  scene.run("deploy", ["--env", env], undefined, variables);

async function record(): Promise<EnvironmentRecord> {
  return ((await records.read(env)) as StoredRecord).record;
}

const change = (more: object): Promise<unknown> => records.change(env, (before) => ({ ...before, ...more }));

/** Milliseconds from now. */
const ahead = (time: string | undefined): number => Date.parse(time ?? "") - Date.now();
const at = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

describe("the deploy that creates an environment", () => {
  test("writes who it is for, and until when", async () => {
    expect(await deploy(JOB)).toMatchObject({
      code: 0,
      report: { services: [{ stack: { action: "create" } }] },
    });
    const { created, expires, ...rest } = await record();
    expect(rest).toEqual({ version: 1, owner: "ada", branch: "feature/cart", pullRequest: 42 });
    expect(-ahead(created)).toBeLessThan(HOUR);
    expect(ahead(expires)).toBeGreaterThan(2 * DAY - HOUR);
  });

  test("counts its time by S3's clock: this machine's may be far behind", async () => {
    scene.setFaults(FaultProfile.parse({ version: 1, clock: { ahead: 3 * (DAY / 1000) } }));
    const { code } = await deploy().finally(() => scene.setFaults(undefined));
    expect(code).toBe(0);
    expect(ahead((await record()).expires)).toBeGreaterThan(5 * DAY - HOUR);
  });

  test("of a lasting one writes no expiry, and later deploys do not read it", async () => {
    env = "local";
    expect(await deploy()).toMatchObject({ code: 0 });
    const { expires, ...rest } = await record();
    expect([expires, rest]).toEqual([undefined, expect.objectContaining({ version: 1 })]);
    expect(await deploy()).toMatchObject({ code: 0, report: { apiCalls: { total: 3, writes: 0 } } });
  });
});

describe("a later deploy", () => {
  beforeEach(async () => {
    expect(await deploy()).toMatchObject({ code: 0 });
  });

  test("that changes nothing reads the record, and writes it only if the expiry moves", async () => {
    expect((await deploy()).report.apiCalls).toMatchObject({ total: 4, writes: 0 });
    await change({ expires: at(DAY), branch: "kept" });
    const pushed = await deploy();
    expect(pushed.report.apiCalls).toMatchObject({ total: 5, writes: 1 });
    expect(await record()).toMatchObject({ branch: "kept" });
    expect(ahead((await record()).expires)).toBeGreaterThan(2 * DAY - HOUR);
  });

  test("does not bring the expiry nearer", async () => {
    const expires = at(20 * DAY);
    await change({ expires });
    expect(await deploy()).toMatchObject({ code: 0 });
    expect((await record()).expires).toBe(expires);
  });

  test.each([
    ["missing", undefined, "there was none"],
    ["malformed", "{", "it is not JSON"],
  ])("writes a record that is %s again, and says so", async (_, text, problem) => {
    const { etag } = (await records.read(env)) as StoredRecord;
    if (text === undefined) await records.delete(env, etag);
    else await bucket.put(keys.environment(env), text, { etag });
    const run = await deploy({ GITHUB_ACTOR: "grace" });
    expect(run).toMatchObject({ code: 0, report: { recordRebuilt: problem } });
    expect(run.stderr.split("\n")).toContain(`the record of ${env} was written again: ${problem}`);
    expect(await record()).toMatchObject({ owner: "grace" });
    expect((await deploy()).report).not.toHaveProperty("recordRebuilt");
  });

  test("is refused where a newer Ferry has written the record", async () => {
    const { etag } = (await records.read(env)) as StoredRecord;
    await bucket.put(keys.environment(env), '{"version":2}', { etag });
    expect(await deploy()).toMatchObject({ code: 2, report: { error: { code: "DeployerOutdated" } } });
  });

  test("and a plan write nothing where they must not", async () => {
    await change({ expires: at(HOUR) });
    const before = await record();
    const plan = await scene.run("plan", ["--env", env]);
    expect(plan).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
    expect(await record()).toEqual(before);
  });
});

describe("an environment that is being removed", () => {
  beforeEach(async () => {
    expect(await deploy()).toMatchObject({ code: 0 });
    await change({ expires: at(-DAY), removing: { by: "bob", at: at(-HOUR) } });
  });

  test("is not, once a deploy finds that the removal has ended", async () => {
    expect(await deploy()).toMatchObject({ code: 0 });
    expect(await record()).not.toHaveProperty("removing");
    expect(ahead((await record()).expires)).toBeGreaterThan(2 * DAY - HOUR);
  });

  test("since a deploy has looked at it is seen before the deploy writes", async () => {
    await change({ expires: at(DAY), removing: undefined });
    await scene.build(answering("orders", "two"));
    const operations = ["sts:GetCallerIdentity"];
    const delay = { kind: "delay", milliseconds: [4_000, 4_000], operations };
    scene.setFaults(FaultProfile.parse({ version: 1, faults: [delay] }));
    const deploying = deploy();
    // The deploy has pushed the expiry on, and goes on to look and plan.
    while (ahead((await record()).expires) < DAY + HOUR);
    await change({ removing: { by: "bob", at: at(0) } });
    expect(await deploying.finally(() => scene.setFaults(undefined))).toMatchObject({ code: 0 });
    expect(await record()).not.toHaveProperty("removing");
    await scene.build(answering("orders", "one"));
  });

  test("is waited for, and then created again", async () => {
    const { lease } = await Lease.acquire({
      bucket,
      key: keys.environmentLock(env),
      subject: env,
      user: "bob",
      command: "env sweep",
      force: false,
      signal: new AbortController().signal,
      onWait: () => undefined,
      onTakeover: () => undefined,
    });
    const { child, finished } = scene.start("deploy", ["--json", "--env", env]);
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (text) => `${text}`.includes("waiting: locked by bob") && resolve());
    });
    await scene.run("destroy", ["--env", env, "--yes"]);
    const { etag } = (await records.read(env)) as StoredRecord;
    await records.delete(env, etag);
    await lease.release();
    expect(await finished).toMatchObject({
      code: 0,
      report: { services: [{ stack: { action: "create" } }] },
    });
    expect(await record()).not.toHaveProperty("removing");
  });
});

test("a deploy that does something names other environments that have expired, and only these", async () => {
  const other = (name: string, more: object) =>
    records.create(name, { version: 1, owner: "bob", created: at(-DAY), ...more });
  await other("dev-old", { expires: at(-HOUR) });
  await other("dev-new", { expires: at(HOUR) });
  await other("vault", { expires: at(-HOUR) });
  await other("unknown", { expires: at(-HOUR) });
  const run = await deploy();
  expect(run).toMatchObject({ code: 0, report: { expired: ["dev-old"] } });
  expect(run.stderr).toContain(
    `expired: dev-old; to remove what has expired: ./bazelw run //:env -- sweep --env ${env}\n`,
  );
  expect((await deploy()).stderr).not.toContain("expired:");
});

test("credentials of another account are refused as such, although the bucket's refusal comes first", async () => {
  scene.parameters({}, { ephemeral: true, account: "111122223333" });
  expect((await deploy()).report.error).toMatchObject({ code: "AccountMismatch" });
});
