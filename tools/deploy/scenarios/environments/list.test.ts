import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { describe, expect, test } from "@jest/globals";
import { AwsSession } from "../../aws/session";
import { Bucket } from "../../bucket/bucket";
import { EnvironmentRecords, type StoredRecord } from "../../bucket/environment/records";
import { keys } from "../../bucket/keys";
import { Lease } from "../../bucket/lock/lease";
import { Records } from "../../bucket/record/records";
import { ENVIRONMENT_TAG, SERVICE_TAG } from "../../plan/desired";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const SERVICES = ["orders", "payments", "customers"];
const ENVIRONMENTS = 40;
const HOUR = 3_600_000;

let bucket: Bucket;
let cloudFormation: CloudFormationClient;
const EPHEMERAL = { ephemeral: true, ttl: "2d", maxTtl: "10d" };

const scene = useScene("all", async () => {
  scene.parameters({}, EPHEMERAL);
  for (const service of SERVICES) await scene.build(answering(service, "one"));
  const { endpoint, credentials } = scene;
  const connection = { endpoint, credentials, region: "us-east-1" };
  bucket = new Bucket(new AwsSession(connection, new AbortController().signal), {
    account: "000000000000",
    region: "us-east-1",
  });
  await bucket.ensure();
  cloudFormation = scene.client(CloudFormationClient);
  const names = Array.from({ length: ENVIRONMENTS }, (_, index) => `dev-${String(index).padStart(2, "0")}`);
  await Promise.all(names.map((name) => make(name)));
});

const at = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
const records = (): EnvironmentRecords => new EnvironmentRecords(bucket);

/** An environment as deploys leave it, made without them. */
async function make(name: string, services = SERVICES, more: object = {}): Promise<void> {
  const record = {
    version: 1 as const,
    owner: "ada",
    created: at(-73 * HOUR),
    expires: at(48.5 * HOUR),
    ...more,
  };
  await records().create(name, record);
  const deployed = new Records(bucket, name);
  await Promise.all(
    services.map((service) =>
      deployed.update(service, () => ({
        functions: {},
        by: "ada",
        at: at(-5.5 * HOUR),
        commit: "ab".repeat(20),
      })),
    ),
  );
  for (const service of services) await stack(name, service);
}

async function stack(environment: string, service: string): Promise<void> {
  const StackName = `${environment}-${service}`;
  const logs = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: `/aws/lambda/${StackName}` } };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: { Logs: logs } }),
      Tags: [
        { Key: ENVIRONMENT_TAG, Value: environment },
        { Key: SERVICE_TAG, Value: service },
      ],
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 120 },
    { StackName },
  );
}

type Listed = Finished & { readonly report: { readonly environments: readonly Record<string, unknown>[] } };

const env = async (...args: string[]): Promise<Listed> =>
  (await scene.run("env", [args[0] ?? "", "--env", "dev-00", ...args.slice(1)], SERVICES)) as Listed;

/** The row of an environment. */
async function row(name: string): Promise<Record<string, unknown> | undefined> {
  return (await env("list")).report.environments.find(({ environment }) => environment === name);
}

describe("list", () => {
  test("of 40 environments takes a few calls, and the records are read once", async () => {
    const first = await env("list");
    expect(first).toMatchObject({ code: 0, report: { command: "env list", env: "dev-00", services: [] } });
    expect(first.report.environments).toHaveLength(ENVIRONMENTS);
    const again = await env("list");
    expect(again.report.environments).toEqual(first.report.environments);
    expect(again.report.apiCalls.byOperation).toEqual({
      "S3.ListObjectsV2": 1,
      "S3.GetObject": 1,
      "CloudFormation.DescribeStacks": 2,
    });
    expect(again.report.apiCalls.total).toBeLessThanOrEqual(3 + (ENVIRONMENTS * SERVICES.length) / 50);
    await records().change("dev-07", (before) => ({ ...before, branch: "feature/cart" }));
    const third = await env("list");
    expect(third.report.environments[7]).toMatchObject({ environment: "dev-07", branch: "feature/cart" });
    expect(third.report.apiCalls.byOperation).toMatchObject({ "S3.GetObject": 2, "S3.PutObject": 1 });
  });

  test("is a table for people", async () => {
    await make("dev-table", ["orders"], { base: "dev-main" });
    const { stdout, stderr } = await scene.start("env", ["list", "--env", "dev-00"], SERVICES).finished;
    expect(stderr).toBe("environment dev-00\naccount 000000000000, us-east-1\n");
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(
      /^ {2}environment +owner +base +services +commit +age +expires +deployed +idle$/,
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}dev-table +ada +dev-main +1 of 3 +abababa +3 d +in 2 d +5 h ago$/),
    );
  });

  test("shows stacks without a record, and records without stacks", async () => {
    await stack("dev-orphan", "orders");
    await records().create("dev-empty", { version: 1, owner: "ada", created: at(-HOUR), expires: at(-HOUR) });
    await bucket.put(keys.environment("dev-broken"), "{", "absent");
    await bucket.put(keys.environment("dev-newer"), '{"version":2}', "absent");
    await records().create("unknown", { version: 1, owner: "ada", created: at(-HOUR) });
    expect(await row("dev-orphan")).toMatchObject({ problems: ["no record"], owner: null });
    expect(await row("dev-empty")).toMatchObject({ problems: ["no stacks"], expired: true });
    expect(await row("dev-broken")).toMatchObject({
      problems: ["record unreadable: it is not JSON", "no stacks"],
    });
    expect((await row("dev-newer"))?.problems).toContain("record unreadable: it is of a newer Ferry");
    expect((await row("unknown"))?.problems).toContain("not in environments.json");
  });

  test("shows which services are being deployed, and what is being removed", async () => {
    await records().change("dev-01", (before) => ({ ...before, removing: { by: "bob", at: at(0) } }));
    const { lease } = await Lease.acquire({
      bucket,
      key: keys.lock("dev-01", "orders"),
      subject: "orders in dev-01",
      user: "bob",
      command: "deploy",
      force: false,
      signal: new AbortController().signal,
      onWait: () => undefined,
      onTakeover: () => undefined,
    });
    expect(await row("dev-01")).toMatchObject({ locked: ["orders"], removing: true });
    await lease.release();
    expect(await row("dev-01")).toMatchObject({ locked: [] });
  });

  test("takes an index for what it is: a cache that anyone may have damaged", async () => {
    const before = await env("list");
    for (const text of [
      "{",
      "[]",
      '{"version":1,"objects":{"environments/dev-02/environment.json":{"etag":1}}}',
    ]) {
      const { etag } = (await bucket.get(keys.environmentIndex())) ?? { etag: "" };
      await bucket.put(keys.environmentIndex(), text, { etag });
      expect((await env("list")).report.environments).toEqual(before.report.environments);
    }
  });

  test("with credentials of another account is refused", async () => {
    const run = await scene.run("env", ["list", "--env", "foreign"], SERVICES);
    expect(run.report.error?.code).toMatch(/^(AccountMismatch|AccessDenied)$/);
  });
});

describe("show", () => {
  test("has one environment in full", async () => {
    expect(await env("show", "dev-03")).toMatchObject({
      code: 0,
      report: { env: "dev-03", environments: [{ environment: "dev-03", services: [{}, {}, {}] }] },
    });
    const { stdout, stderr } = await scene.start("env", ["show", "dev-03"], SERVICES).finished;
    expect(stderr).toBe("environment dev-03\n");
    expect(stdout).toMatch(
      /^ {2}owner +ada\n {2}created .*\n {2}expires .* \(in 2 d\)\n {2}kind +ephemeral\n/,
    );
    expect(stdout).toMatch(/^ {2}orders +CREATE_COMPLETE +\S+ by ada +commit abababa$/m);
  });

  test("of none says so", async () => {
    expect(await env("show", "dev-none")).toMatchObject({
      code: 2,
      report: { error: { code: "EnvironmentUnknown" } },
    });
  });
});

describe("extend", () => {
  const expires = async (name: string): Promise<number> =>
    Date.parse(((await records().read(name)) as StoredRecord).record.expires ?? "") - Date.now();

  test("sets the end to a time from now, and never back", async () => {
    expect(await env("extend", "dev-04", "--for", "5d")).toMatchObject({
      code: 0,
      report: { env: "dev-04" },
    });
    expect(await expires("dev-04")).toBeGreaterThan(119 * HOUR);
    const shorter = await env("extend", "dev-04", "--for", "1h");
    expect(shorter).toMatchObject({ code: 0, report: { moved: false } });
    expect(await expires("dev-04")).toBeGreaterThan(119 * HOUR);
    expect(await env("extend", "dev-05")).toMatchObject({ code: 0 });
    expect(await expires("dev-05")).toBeGreaterThan(48 * HOUR);
  });

  test.each([
    [["dev-06", "--for", "11d"], "UsageInvalid", "at most 10d"],
    [["dev-06", "--for", "soon"], "UsageInvalid", '"soon" is no duration'],
    [["local", "--for", "3d"], "UsageInvalid", "local does not expire"],
    [["dev-none", "--for", "3d"], "EnvironmentUnknown", "dev-none has no record"],
    [["dev-06", "dev-07", "--for", "3d"], "UsageInvalid", "too many arguments"],
    [["--for"], "UsageInvalid", "argument missing"],
  ])("%j is refused: %s", async (args, code, message) => {
    const { report } = await env("extend", ...args);
    expect(report.error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("gives no end to what has none", async () => {
    const { expires: _expires, ...rest } = ((await records().read("dev-09")) as StoredRecord).record;
    await records().change("dev-09", () => rest);
    const extended = await env("extend", "dev-09", "--for", "1d");
    expect(extended).toMatchObject({ code: 0, report: { expires: null, apiCalls: { writes: 0 } } });
  });

  test("is refused for what is being removed", async () => {
    await records().change("dev-08", (before) => ({ ...before, removing: { by: "bob", at: at(0) } }));
    expect((await env("extend", "dev-08", "--for", "1d")).report.error?.code).toBe("Contended");
  });
});

describe("use", () => {
  const use = (...args: string[]) =>
    scene.run("env", ["use", ...args], SERVICES, {
      GITHUB_ACTOR: "Ada.Lovelace",
      GITHUB_HEAD_REF: "feature/cart",
    });

  test("sets the default of the checkout, which later commands name first", async () => {
    expect(await use("dev-03")).toMatchObject({ code: 0, report: { env: "dev-03" } });
    const { stderr, report } = await scene.run("env", ["show"], SERVICES);
    expect([report.env, stderr]).toEqual(["dev-03", "environment dev-03 (default of this checkout)\n"]);
    expect((await use("--user")).report.env).toBe("dev-ada-lovelace");
    expect((await use("--branch")).report.env).toBe("dev-feature-cart");
    expect((await use("--clear")).report.env).toBe("local");
  });

  test("does not choose a lasting environment for a branch, which is for all", async () => {
    scene.parameters({});
    const { code, report } = await use("--branch");
    scene.parameters({}, EPHEMERAL);
    expect([code, report.error]).toMatchObject([2, { code: "UsageInvalid" }]);
    expect(report.error?.message).toContain("dev-feature-cart, which is not ephemeral");
  });

  test.each([[["prod"]], [["-x"]], [[]], [["dev-1", "--user"]], [["--pull-request"]], [["Dev"]]])(
    "refuses %j",
    async (args) => {
      expect((await use(...args)).code).toBe(2);
      expect((await scene.run("plan", [], ["orders"])).report.env).toBe("local");
    },
  );
});

test("a verb is needed, and help is there for each", async () => {
  expect(await scene.run("env", [], SERVICES)).toMatchObject({
    code: 2,
    report: { error: { code: "UsageInvalid", message: "a verb is missing" } },
  });
  const { code, stdout } = await scene.start("env", ["extend", "--help"], SERVICES).finished;
  expect(code).toBe(0);
  expect(stdout).toContain("Usage: ./bazelw run //:env -- extend [name] [options]");
  expect(stdout).toMatch(/--for <duration> .*--env <name>/s);
});
