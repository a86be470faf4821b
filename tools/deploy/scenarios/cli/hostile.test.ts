import {
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { signalWhen } from "../../testing/scene/signal-when";
import { useScene } from "../../testing/scene/use-scene";

/** Sets a terminal's title, clears it, colours, turns the direction of writing. */
const HOSTILE = "\u001b]0;t\u0007\u001b[2J\u009b31m\u202e";
const SHOWN = "\\x1b]0;t\\x07\\x1b[2J\\u009b31m\\u202e";
const SHOWN_IN_JSON = "\\u001b]0;t\\u0007\\u001b[2J\\u009b31m\\u202e";

/** Logs and throws what it is given in every way that there is. */
const SOURCE = `exports.handler = async ({ text }) => {
  const error = Object.assign(new Error("m" + text), { name: "E" + text });
  const { name, message, stack } = error;
  const line = { level: "ERROR", message: "json" + text, ["key" + text]: text, error: { name, message, stack } };
  process.stdout.write(JSON.stringify(line) + "\\n" + "plain" + text + "\\n");
  console.log("console" + text);
  throw error;
};
`;

const scene = useScene("all", async () => {
  await scene.build({ service: "orders", source: SOURCE, memory: 128, tracing: "Active" });
  expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  expect(await scene.run("invoke", ["--payload", JSON.stringify({ text: HOSTILE })])).toMatchObject({
    code: 1,
  });
});

async function run(verb: string, args: readonly string[] = [], input = ""): Promise<Finished> {
  return await scene.start(verb, args, ["orders"], {}, input).finished;
}

function expectHarmless({ stdout, stderr }: Finished, shown = SHOWN): void {
  expect(`${stdout}${stderr}`).toContain(shown);
  for (const printed of [stdout, stderr])
    expect(printed).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}

test.each([[[]], [["--raw"]]])("logs, with %j", async (args) => {
  const printed = await run("logs", args);
  expectHarmless(printed);
  for (const one of ["plain", "console"]) expect(printed.stdout).toContain(`${one}${SHOWN}`);
});

test("logs as JSON, which are the same values", async () => {
  const printed = await run("logs", ["--json"]);
  expectHarmless(printed, SHOWN_IN_JSON);
  const lines = printed.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual(expect.arrayContaining([expect.objectContaining({ message: `plain${HOSTILE}` })]));
});

test("an invocation's log and error; its answer in a pipe is as the function gave it", async () => {
  const args = ["--payload", JSON.stringify({ text: HOSTILE }), "--tail"];
  const { stdout, ...rest } = await run("invoke", args);
  expectHarmless({ ...rest, stdout: "" });
  expect(JSON.parse(stdout)).toMatchObject({ errorMessage: `m${HOSTILE}` });
  expectHarmless(await run("invoke", [...args, "--json"]), SHOWN_IN_JSON);
});

test("traces", async () => {
  const listed = await run("traces");
  expectHarmless(listed);
  expectHarmless(await run("traces", ["--json"]), SHOWN_IN_JSON);
});

test("a stack trace from elsewhere", async () => {
  const input = `Error: ${HOSTILE}\n    at handler (/var/task/index.js:1:1)`;
  expectHarmless(await run("stack-trace", ["--build-id", `0${HOSTILE}`], input));
});

test("what a version's description says of who deployed it", async () => {
  const lambda = scene.client(LambdaClient);
  // A version is published only where something differs from the one before.
  const { CodeSha256 = "" } = await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "local-orders", MemorySize: 256 }),
  );
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: "local-orders" });
  const sha256 = Buffer.from(CodeSha256, "base64").toString("hex");
  await lambda.send(
    new PublishVersionCommand({
      FunctionName: "local-orders",
      Description: `ferry sha256:${sha256} by:ada${HOSTILE} target://services/orders:bundle${HOSTILE}`,
    }),
  );
  expectHarmless(await run("history"));
  expectHarmless(await run("history", ["--json"]), SHOWN_IN_JSON);
});

test("who has a lock", async () => {
  await scene.build(answering("orders", "two"));
  const holder = { user: `bob${HOSTILE}`, host: "elsewhere", machine: "elsewhere", pid: 4711, started: "1" };
  const since = "2026-11-23T08:00:00.000Z";
  const lock = { version: 1, id: "x", holder, command: `deploy${HOSTILE}`, since, renewal: 3 };
  await scene.client(S3Client).send(
    new PutObjectCommand({
      Bucket: "ferry-000000000000-us-east-1",
      Key: "environments/local/locks/orders.json",
      Body: JSON.stringify(lock),
    }),
  );
  const { child, finished } = scene.start("deploy", ["--json"]);
  signalWhen(child, "waiting: locked by", "SIGINT");
  expectHarmless(await finished);
  expectHarmless(await run("deploy", ["--force-unlock"]));
});

test("a service, a parameter and a variable may be named as what every object inherits", async () => {
  const services = ["constructor"];
  const parameters = { toString: { Type: "String", Default: "x" } };
  await scene.build({ ...answering("constructor", "one"), parameters });
  expect(await scene.run("deploy", [], services)).toMatchObject({ code: 0 });
  const again = await scene.run("deploy", [], services);
  expect(again).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
  const variables = { valueOf: { Ref: "toString" } };
  await scene.build({ ...answering("constructor", "two", 256), parameters, variables });
  const plan = await scene.run("plan", [], services);
  expect(plan).toMatchObject({ code: 0 });
  const paths = plan.report.services[0]?.changes?.resources.flatMap(({ properties }) => properties);
  expect(paths).toContainEqual(
    expect.objectContaining({ path: "Properties.Environment.Variables.valueOf", to: `\${toString}` }),
  );
  expect(plan.report.services[0]?.functions[0]).not.toHaveProperty("drift");
  expect(await scene.run("deploy", [], services)).toMatchObject({ code: 0 });
  expect(await scene.run("rollback", [], services)).toMatchObject({ code: 0 });
  expect(await scene.run("destroy", ["--yes"], services)).toMatchObject({ code: 0 });
});

test("what the command line itself was given", async () => {
  expectHarmless(await run("deploy", ["--env", `x${HOSTILE}`]));
  expectHarmless(await run("deploy", [`--nonsense${HOSTILE}`]));
  expectHarmless(await run("invoke", ["--payload", `${HOSTILE}`]));
});

test("why a stack failed", async () => {
  const Name = `local-orders-${HOSTILE}`;
  const resources = { Q: { Type: "AWS::SQS::Queue", Properties: { QueueName: Name } } };
  await scene.build({ ...answering("orders", "three"), resources });
  const printed = await run("deploy", ["--verbose"]);
  expect(printed.code).toBe(1);
  for (const text of [printed.stdout, printed.stderr]) expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
});
