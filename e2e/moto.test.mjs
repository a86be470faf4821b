// A second opinion on the AWS APIs: the deployer against moto, which others wrote. Where moto differs from AWS, a comment says so and the
// test asserts it, so that an improved moto is noticed here.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Checkout } from "./support/checkout.mjs";
import { Moto } from "./support/moto.mjs";
import { assertUnchanged, reportOf, successOf } from "./support/report.mjs";
import { steps } from "./support/steps.mjs";

const missing = await Moto.missing();
if (missing) test("the deployer against moto", { skip: `skipped: ${missing}` }, () => {});
else await secondOpinion();

async function secondOpinion() {
  const step = steps();
  const moto = await Moto.start();
  after(() => moto.dispose());
  const checkout = await Checkout.create({ env: moto.env });
  after(() => checkout.dispose());
  checkout.add("echo", "services/echo");
  checkout.edit(
    "platform/environments.json",
    '"environments": {',
    `"environments": { "moto": { "account": "${moto.accountId}", "region": "us-east-1" },`,
  );
  const NAME = "moto-echo";
  const BUCKET = `ferry-${moto.accountId}-us-east-1`;

  const verb = (name, ...args) =>
    checkout.bazelw(["run", `//services/echo:${name}`, "--", "--env", "moto", "--json", ...args]);

  /** What moto has of the function. */
  const lambda = (operation, ...args) => moto.aws("lambda", operation, "--function-name", NAME, ...args);
  const live = () => lambda("get-function-configuration", "--qualifier", "live");

  /** The defaults of the template's parameters. */
  const defaultsOf = ({ Parameters }) =>
    Object.fromEntries(Object.entries(Parameters).map(([name, { Default }]) => [name, String(Default)]));

  /** Asserts that moto serves, as `live`, what the report says was deployed. */
  async function assertLive(report) {
    const [deployed] = report.services[0].functions;
    const served = await live();
    assert.equal(served.Version, deployed.version);
    assert.equal(Buffer.from(served.CodeSha256, "base64").toString("hex"), deployed.digest);
    assert.match(served.Description, new RegExp(`^ferry sha256:${deployed.digest} `));
    return deployed;
  }

  step("a stack is created by a change set, with its parameters and tags", async () => {
    const report = reportOf(await verb("deploy"));

    const { Stacks } = await moto.aws("cloudformation", "describe-stacks", "--stack-name", NAME);
    const [{ StackStatus, Parameters, Tags }] = Stacks;
    assert.equal(StackStatus, "CREATE_COMPLETE");
    const { TemplateBody: template } = await moto.aws("cloudformation", "get-template", "--stack-name", NAME);
    const given = Object.fromEntries(
      Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    );
    // What the functions are created with.
    const code = Object.entries(given).filter(([name]) => /Code(Bucket|Origin|Digest|Sha256)$/.test(name));
    assert.ok(code.every(([, value]) => value !== ""));
    assert.deepEqual(given, {
      ...defaultsOf(template),
      ...Object.fromEntries(code),
      Environment: "moto",
    });
    assert.deepEqual(
      new Map(Tags.map(({ Key, Value }) => [Key, Value])).get("ferry:template"),
      report.services[0].stack.digest,
    );
    const { Versions } = await lambda("list-versions-by-function");
    assert.deepEqual(
      Versions.map(({ Version }) => Version),
      ["$LATEST", "1"],
    );
    // moto skips AWS::Lambda::Alias: so the deployer reports a missing alias.
    assert.equal(report.error?.code, "FunctionMissing", JSON.stringify(report));
    assert.match(report.error.message, /alias live of moto-echo/);
    await lambda("create-alias", "--name", "live", "--function-version", "1");
  });

  step("code goes live: CodeSha256, the version's description, the alias", async () => {
    // The first code came with the stack, in a version that moto gave no description.
    checkout.edit("services/echo/main.ts", '"echo"', '"echo, live"');
    const deployed = await assertLive(successOf(await verb("deploy")));
    assert.equal(deployed.reason, "code");
  });

  step("nothing has changed: nothing is written", async () => {
    assertUnchanged(successOf(await verb("deploy")));
  });

  step("the environment's bucket holds the record, what explains the live build, and no lock", async () => {
    const s3 = (operation, ...args) => moto.aws("s3api", operation, "--bucket", BUCKET, ...args);
    const { Contents } = await s3("list-objects-v2");
    const digest = Buffer.from((await live()).CodeSha256, "base64").toString("hex");
    const keys = Contents.map(({ Key }) => Key);
    assert.ok(keys.includes("environments/moto/record.json"));
    assert.ok(keys.includes(`metafiles/${digest}.json.gz`));
    const matching = (pattern) => keys.filter((key) => pattern.test(key)).length;
    // Of the first code, too, which CloudFormation got from here.
    assert.equal(matching(/^source-maps\/[0-9a-f]{64}\.js\.map\.gz$/), 2);
    assert.equal(matching(/^[0-9a-f]{64}\.zip$/), 1);
    assert.equal(matching(/lock/), 0);
    assert.equal((await s3("get-bucket-versioning")).Status, "Enabled");
    const { PublicAccessBlockConfiguration: access } = await s3("get-public-access-block");
    assert.deepEqual(new Set(Object.values(access)), new Set([true]));
  });

  step("other code becomes a new version, and the previous one stays as it was", async () => {
    const before = await live();
    checkout.edit("services/echo/main.ts", '"echo, live"', '"echo, again"');
    const deployed = await assertLive(successOf(await verb("deploy")));

    assert.notEqual(deployed.version, before.Version);
    const kept = await lambda("get-function-configuration", "--qualifier", before.Version);
    assert.equal(kept.CodeSha256, before.CodeSha256);
  });

  step("rollback makes the previous version live again, and takes a lock by force", async () => {
    const lock = join(moto.folder, "lock.json");
    const holder = { user: "alice", host: "elsewhere", machine: "another", pid: 1, started: "1" };
    const since = new Date().toISOString();
    writeFileSync(
      lock,
      JSON.stringify({ version: 1, id: "hers", holder, command: "deploy", since, renewal: 0 }),
    );
    const put = ["s3api", "put-object", "--bucket", BUCKET, "--key", "environments/moto/locks/echo.json"];
    await moto.aws(...put, "--body", lock, "--if-none-match", "*");
    const twice = await moto.awsEnded(...put, "--body", lock, "--if-none-match", "*");
    assert.match(twice.stderr, /PreconditionFailed/);
    const newest = await live();

    const ended = await verb("rollback", "--yes", "--force-unlock");
    const rolledBack = successOf(ended);

    assert.match(ended.stderr, /alice on elsewhere/);
    const [{ version }] = rolledBack.services[0].functions;
    assert.equal((await live()).Version, version);
    assert.notEqual(version, newest.Version);
    const held = await moto.awsEnded("s3api", "head-object", "--bucket", BUCKET, "--key", put.at(-1));
    assert.match(held.stderr, /Not Found/);
  });

  step("after a rollback the same deploy brings the newest code back", async () => {
    const deployed = await assertLive(successOf(await verb("deploy")));
    assert.equal(deployed.uploadedBytes, 0, "$LATEST had that code");
  });

  step("a stack is updated by a change set", async () => {
    checkout.edit("services/echo/stack.ts", '{ name: "echo" }', '{ name: "echo", memorySize: 1024 }');
    const report = reportOf(await verb("deploy"));

    const { Stacks } = await moto.aws("cloudformation", "describe-stacks", "--stack-name", NAME);
    assert.equal(Stacks[0].StackStatus, "UPDATE_COMPLETE");
    assert.equal((await lambda("get-function-configuration")).MemorySize, 1024);
    // moto keeps a stack's old tags on an update: so the deployer concludes that the template is not deployed yet.
    const tag = Stacks[0].Tags.find(({ Key }) => Key === "ferry:template");
    assert.notEqual(tag.Value, report.services[0].stack.digest);
    assert.notEqual(report.error, undefined);
  });

  step("destroy deletes the stack and the function", async () => {
    successOf(await verb("destroy", "--yes"));

    const stack = await moto.awsEnded("cloudformation", "describe-stacks", "--stack-name", NAME);
    assert.match(stack.stderr, /does not exist/);
    const gone = await moto.awsEnded("lambda", "get-function", "--function-name", NAME);
    assert.match(gone.stderr, /ResourceNotFoundException/);
  });
}
