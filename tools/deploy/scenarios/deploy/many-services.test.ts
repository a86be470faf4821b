import { GetAliasCommand, LambdaClient, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { thisHolder } from "../../bucket/lock/process";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const SERVICES = Array.from({ length: 12 }, (_, index) => `s${String(index).padStart(2, "0")}`);

/** A deploy of all in which nothing has changed: the stacks, the record, the number of functions, and the functions. */
const FEWEST = {
  "CloudFormation.DescribeStacks": 1,
  "Lambda.GetAccountSettings": 1,
  "Lambda.ListFunctions": 1,
  "S3.GetObject": 1,
};

const BUCKET = "ferry-000000000000-us-east-1";

let lambda: LambdaClient;
let s3: S3Client;
const scene = useScene("all", async () => {
  lambda = scene.client(LambdaClient);
  s3 = scene.client(S3Client);
  for (const service of SERVICES) await scene.build(answering(service, "one"));
  expect(await run("deploy")).toMatchObject({ code: 0 });
});

const run = (verb: string, args: readonly string[] = []): Promise<Finished> =>
  scene.run(verb, args, SERVICES);

/** What changed, as `s01 update/code`, and how often a function was looked at. */
function summary({ report }: Finished): string[] {
  const changes = report.services.flatMap(({ service, functions }) =>
    functions.flatMap(({ action, reason }) => (action === "none" ? [] : [`${service} ${action}/${reason}`])),
  );
  return [...changes, `${report.apiCalls.byOperation["Lambda.GetFunction"] ?? 0} looks`];
}

test("of which none has changed are deployed by four calls, and their versions are known", async () => {
  const { code, report } = await run("deploy");
  expect(code).toBe(0);
  expect(report.apiCalls).toEqual({ total: 4, writes: 0, byOperation: FEWEST });
  expect(report.services.map(({ functions }) => functions[0]?.version)).toEqual(SERVICES.map(() => "2"));
});

test("of which one has changed are deployed by looking at that one", async () => {
  await scene.build(answering("s03", "two"));
  expect(summary(await run("plan"))).toEqual(["s03 update/code", "2 looks"]);
  const { code, report } = await run("deploy");
  expect([code, report.services[3]?.functions[0]?.version]).toEqual([0, "3"]);
  expect((await run("deploy")).report.apiCalls).toMatchObject({ total: 4, writes: 0 });
});

test("are looked at one by one for drift: an alias that someone moved is seen only so", async () => {
  const move = { FunctionName: "local-s05", Name: "live", FunctionVersion: "1" };
  await lambda.send(new UpdateAliasCommand(move));
  expect(summary(await run("plan"))).toEqual(["0 looks"]);
  expect(summary(await run("plan", ["--detect-drift"]))).toEqual(["s05 update/code", "24 looks"]);
  expect(summary(await scene.run("plan", [], ["s05"]))).toEqual(["s05 update/code", "2 looks"]);
  expect(await run("deploy", ["--detect-drift"])).toMatchObject({ code: 0, report: { uploadedBytes: 0 } });
  expect(summary(await run("plan", ["--detect-drift"]))).toEqual(["24 looks"]);
});

test("of which a deploy was killed are looked at, until it is finished", async () => {
  await scene.build(answering("s07", "killed"));
  const { child, finished } = scene.start("deploy", [], SERVICES);
  // The upload has begun: something is written, and nothing is live.
  child.stderr?.on("data", (text) => {
    if (/uploading .* to local-s07/.test(String(text))) child.kill("SIGKILL");
  });
  expect((await finished).signal).toBe("SIGKILL");
  await scene.build(answering("s07", "one"));
  expect(summary(await run("plan"))).toEqual(["2 looks"]);
  await scene.build(answering("s07", "two"));
  expect(summary(await run("deploy"))[0]).toBe("s07 update/code");
  expect((await run("deploy")).report.apiCalls).toMatchObject({ total: 4, writes: 0 });
});

test("of which a deploy was killed when all was live are settled by the next one: no lock and no mark is left", async () => {
  const record = { Bucket: BUCKET, Key: "environments/local/record.json" };
  const { Body } = await s3.send(new GetObjectCommand(record));
  const left = JSON.parse((await Body?.transformToString()) ?? "");
  left.services.s07.pending = true;
  await s3.send(new PutObjectCommand({ ...record, Body: JSON.stringify(left) }));
  const locks = { Bucket: BUCKET, Prefix: "environments/local/locks/" };
  const lock = {
    version: 1,
    id: "killed",
    holder: { ...thisHolder("bob"), started: "1" },
    command: "deploy",
    since: new Date().toISOString(),
    renewal: 0,
  };
  await s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: `${locks.Prefix}s07.json`, Body: JSON.stringify(lock) }),
  );
  expect(summary(await run("plan"))).toEqual(["2 looks"]);
  const { code, report } = await run("deploy");
  expect([code, report.uploadedBytes]).toEqual([0, 0]);
  expect((await s3.send(new ListObjectsV2Command(locks))).KeyCount).toBe(0);
  expect((await run("deploy")).report.apiCalls).toEqual({ total: 4, writes: 0, byOperation: FEWEST });
});

test("that a deployer recorded which covers other settings have not drifted, are looked at once, and recorded anew", async () => {
  const record = { Bucket: BUCKET, Key: "environments/local/record.json" };
  const { Body } = await s3.send(new GetObjectCommand(record));
  const theirs = JSON.parse((await Body?.transformToString()) ?? "");
  const digests = SERVICES.map(
    (service): string => theirs.services[service].functions[service].configuration,
  );
  for (const service of SERVICES)
    theirs.services[service].functions[service].configuration = `00000000:${"ab".repeat(32)}`;
  await s3.send(new PutObjectCommand({ ...record, Body: JSON.stringify(theirs) }));

  const plan = await run("plan");
  expect(summary(plan)).toEqual(["24 looks"]);
  expect(
    plan.report.services.flatMap(({ functions }) => functions.flatMap(({ drift }) => drift ?? [])),
  ).toEqual([]);
  expect(plan.report.apiCalls.writes).toBe(0);

  const { code, report } = await run("deploy");
  expect([code, report.apiCalls.byOperation["Lambda.GetFunction"]]).toEqual([0, 24]);
  expect([report.apiCalls.writes, report.apiCalls.byOperation["S3.PutObject"]]).toEqual([2, 2]);
  const renewed = JSON.parse(
    (await (await s3.send(new GetObjectCommand(record))).Body?.transformToString()) ?? "",
  );
  expect(
    SERVICES.map((service): string => renewed.services[service].functions[service].configuration),
  ).toEqual(digests);
  expect((await run("deploy")).report.apiCalls).toEqual({ total: 4, writes: 0, byOperation: FEWEST });
});

test.each(["not JSON", "{}", '{"version":1,"services":[]}'])(
  "are all looked at where the record is %s",
  async (Body) => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "environments/local/record.json", Body }));
    const { report } = await run("deploy");
    expect(report.apiCalls.byOperation).toEqual({
      "CloudFormation.DescribeStacks": 1,
      "Lambda.GetFunction": 24,
      "S3.GetObject": 1,
    });
  },
);

test("of which one was to stay as it is, that one is not changed without having been approved", async () => {
  expect(await run("deploy", ["--env", "vault", "--yes"])).toMatchObject({ code: 0 });
  const record = { Bucket: BUCKET, Key: "environments/vault/record.json" };
  const { Body } = await s3.send(new GetObjectCommand(record));
  const left = JSON.parse((await Body?.transformToString()) ?? "");
  left.services.s07.pending = true;
  await s3.send(new PutObjectCommand({ ...record, Body: JSON.stringify(left) }));
  const lock = { Bucket: BUCKET, Key: "environments/vault/locks/s07.json" };
  const holder = { user: "bob", host: "elsewhere", machine: "elsewhere", pid: 4711, started: "1" };
  const since = new Date().toISOString();
  const theirs = { version: 1, id: "x", holder, command: "deploy", since, renewal: 0 };
  await s3.send(new PutObjectCommand({ ...lock, Body: JSON.stringify(theirs) }));

  const { child, finished } = scene.start("deploy", ["--env", "vault", "--json"], SERVICES);
  let waited = false;
  child.stderr?.on("data", async (text) => {
    if (waited || !String(text).includes("waiting: locked by")) return;
    waited = true;
    // The other one makes something else live.
    const move = { FunctionName: "vault-s07", Name: "live", FunctionVersion: "1" };
    await lambda.send(new UpdateAliasCommand(move));
    await s3.send(new DeleteObjectCommand(lock));
  });
  const { code, report } = await finished;
  expect([code, report.error?.code]).toEqual([1, "Contended"]);
  const { FunctionVersion } = await lambda.send(
    new GetAliasCommand({ FunctionName: "vault-s07", Name: "live" }),
  );
  expect(FunctionVersion).toBe("1");
});
