import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { connection } from "../testing/client.fixture";
import {
  deploy,
  invoke,
  isRunning,
  payload,
  replaceCode,
  startLambda,
  type TestLambda,
  until,
} from "./lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let stateFolder: string;
let local: TestLambda | undefined;
let host: ChildProcess | undefined;

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-persistence-"));
});

afterEach(async () => {
  host?.kill("SIGKILL");
  host = undefined;
  await local?.close();
  local = undefined;
  rmSync(stateFolder, { recursive: true, force: true });
});

/** Lambda in a process of its own, which can be killed. */
async function startHost(): Promise<LambdaClient> {
  const fixture = JSON.stringify(join(__dirname, "lambda.fixture.js"));
  const program = `require(${fixture}).startLambda({ stateFolder: ${JSON.stringify(stateFolder)} }).then(({ endpoint }) => console.log(endpoint))`;
  host = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(host.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return new LambdaClient(connection(line.toString("utf8").trim()));
}

async function killHost(): Promise<void> {
  const ended = once(host as ChildProcess, "exit");
  host?.kill("SIGKILL");
  await ended;
}

test("functions, versions, aliases, code and logs are there after a restart", async () => {
  local = await startLambda({ stateFolder });
  await deploy(
    local,
    "kept",
    "exports.handler = async () => { console.log('from before'); return 'kept'; };",
  );
  await local.lambda.send(new PublishVersionCommand({ FunctionName: "kept" }));
  const alias = { FunctionName: "kept", Name: "live" };
  await local.lambda.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" }));
  await invoke(local, "kept:live");
  const before = await local.lambda.send(new GetAliasCommand(alias));
  await local.close(true);

  local = await startLambda({ stateFolder });
  const after = await local.lambda.send(new GetAliasCommand(alias));
  expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
  expect(payload(await invoke(local, "kept:live"))).toBe("kept");
  const { events = [] } = await local.cloudWatchLogs.send(
    new FilterLogEventsCommand({ logGroupName: "/aws/lambda/kept", filterPattern: '"from before"' }),
  );
  expect(events).toHaveLength(2);
});

test.each([
  ["end when the account is killed", "await new Promise(() => setInterval(() => {}, 1000));", true],
  ["that never yield end when the account is started again", "for (;;);", false],
])("function processes %s, and the state stays readable", async (_when, code, atOnce) => {
  const lambda = await startHost();
  const pidFile = join(stateFolder, "pid");
  const helper = { lambda } as TestLambda;
  await deploy(
    helper,
    "long",
    `exports.handler = async ({ pidFile }) => { require('node:fs').writeFileSync(pidFile, String(process.pid)); ${code} };`,
    { Timeout: 900 },
  );
  const Payload = Buffer.from(JSON.stringify({ pidFile }));
  const invocation = lambda
    .send(new InvokeCommand({ FunctionName: "long", Payload }))
    .catch((error: unknown) => error);
  await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
  const pid = Number(readFileSync(pidFile, "utf8"));
  expect(isRunning(pid)).toBe(true);
  await killHost();
  expect(await invocation).toBeInstanceOf(Error);
  if (atOnce) await until(() => !isRunning(pid));

  local = await startLambda({ stateFolder });
  await until(() => !isRunning(pid));
  const { Configuration } = await local.lambda.send(new GetFunctionCommand({ FunctionName: "long" }));
  expect(Configuration).toMatchObject({ State: "Active", Timeout: 900 });
});

test("what a crash left half done is put right", async () => {
  local = await startLambda({ stateFolder });
  await deploy(local, "f", "exports.handler = async () => 1;");
  await local.lambda.send(new PublishVersionCommand({ FunctionName: "f" }));
  await local.close(true);
  const versions = join(stateFolder, "lambda", "versions");
  const functions = join(stateFolder, "lambda", "functions");
  const code = join(stateFolder, "lambda", "code");

  // As if killed between a version and its function: the number is not given again.
  const file = readFileSync(join(functions, "f.json"), "utf8");
  writeFileSync(join(functions, "f.json"), file.replace('"lastVersion":1', '"lastVersion":0'));
  // As if killed while a package was unzipped, or after its function was deleted.
  const [anyVersion = ""] = readdirSync(versions);
  const orphan = readFileSync(join(versions, anyVersion), "utf8")
    .replace('"f:1"', '"gone:1"')
    .replace('"f"', '"gone"');
  writeFileSync(join(versions, "gone%3A1.json"), orphan);
  writeFileSync(join(code, "half.tmp"), "");
  writeFileSync(join(code, `${"0".repeat(64)}.zip`), "");

  local = await startLambda({ stateFolder });
  const again = await local.lambda.send(new PublishVersionCommand({ FunctionName: "f" }));
  expect(again.Version).toBe("1");
  expect(readdirSync(versions)).toEqual([anyVersion]);
  expect(readdirSync(code)).toHaveLength(2);
});

test("packages that no function has any more are removed", async () => {
  local = await startLambda({ stateFolder });
  const code = join(stateFolder, "lambda", "code");
  await deploy(local, "f", "exports.handler = async () => 1;");
  const first = readdirSync(code);
  await replaceCode(local, "f", "exports.handler = async () => 2;");
  await until(() => readdirSync(code).length === 2 && readdirSync(code)[0] !== first[0]);
  await local.lambda.send(new DeleteFunctionCommand({ FunctionName: "f" }));
  await until(() => readdirSync(code).length === 0);
});
