import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { runningProcesses } from "../../runtime/process-table";
import { connection } from "../../testing/client.fixture";
import { deploy, invoke, startLambda, type TestLambda, until } from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let folder: string;
let local: TestLambda | undefined;
let host: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-children-"));
});

afterEach(async () => {
  host?.kill("SIGKILL");
  host = undefined;
  await local?.close();
  local = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/**
 * A function that starts four children, writes their process ids, and ends as the event asks: one as any program does; one that leads a group of
 * its own; one that also has no environment; and one whose parent has gone.
 */
const SOURCE = `
  const { execFileSync, spawn } = require("node:child_process");
  const { renameSync, writeFileSync } = require("node:fs");
  const idle = ["-e", "setInterval(() => {}, 1000)"];
  const child = (options) => {
    const started = spawn(process.execPath, idle, { stdio: "ignore", ...options });
    started.unref();
    return started.pid;
  };
  const parent = "const child = require('node:child_process').spawn(process.execPath, " + JSON.stringify(idle) +
    ", { detached: true, stdio: 'ignore' }); console.log(child.pid); process.exit();";
  exports.handler = async ({ file, end }) => {
    const pids = [child({}), child({ detached: true }), child({ detached: true, env: {} })];
    pids.push(Number(execFileSync(process.execPath, ["-e", parent], { encoding: "utf8" })));
    writeFileSync(file + ".new", JSON.stringify(pids));
    renameSync(file + ".new", file);
    if (end === "hang") await new Promise(() => setInterval(() => {}, 1000));
    if (end === "spin") for (;;);
    if (end === "exit") process.exit(1);
  };`;

const file = (): string => join(folder, "pids.json");

/** The children that run, of those that the function has started. */
function running(): number[] {
  const started = JSON.parse(readFileSync(file(), "utf8")) as number[];
  const processes = new Set(runningProcesses().map(({ pid }) => pid));
  return started.filter((pid) => processes.has(pid));
}

function hasStarted(): boolean {
  try {
    return running().length === 4;
  } catch {
    return false;
  }
}

test("children end with a function that is out of time", async () => {
  local = await startLambda();
  await deploy(local, "f", SOURCE, { Timeout: 2 });
  expect((await invoke(local, "f", { file: file(), end: "hang" })).FunctionError).toBe("Unhandled");
  await until(() => running().length === 0);
});

test("children end with a process that ends by itself", async () => {
  local = await startLambda();
  await deploy(local, "f", SOURCE, { Timeout: 30 });
  expect((await invoke(local, "f", { file: file(), end: "exit" })).FunctionError).toBe("Unhandled");
  // Without a parent, a group and an environment that the function gave it, nothing shows where a process comes from.
  await until(() => running().length <= 1);
  for (const pid of running()) process.kill(pid, "SIGKILL");
});

test("children end when the function is deleted", async () => {
  local = await startLambda();
  await deploy(local, "f", SOURCE, { Timeout: 30 });
  await invoke(local, "f", { file: file() });
  expect(running()).toHaveLength(4);
  await local.lambda.send(new DeleteFunctionCommand({ FunctionName: "f" }));
  await until(() => running().length === 0);
});

test("children end with the account", async () => {
  local = await startLambda();
  await deploy(local, "f", SOURCE, { Timeout: 30 });
  await invoke(local, "f", { file: file() });
  expect(running()).toHaveLength(4);
  await local.close();
  local = undefined;
  await until(() => running().length === 0);
});

/** Lambda in a process of its own, which is killed once the function has started its children. */
async function killedHost(end: string): Promise<string> {
  const stateFolder = join(folder, "state");
  const fixture = JSON.stringify(join(__dirname, "..", "lambda.fixture.js"));
  const program = `require(${fixture}).startLambda({ stateFolder: ${JSON.stringify(stateFolder)} }).then(({ endpoint }) => console.log(endpoint))`;
  host = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(host.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const lambda = new LambdaClient(connection(line.toString("utf8").trim()));
  await deploy({ lambda }, "f", SOURCE, { Timeout: 30 });
  const lost = invoke({ lambda }, "f", { file: file(), end }).catch(() => undefined);
  await until(hasStarted);
  const ended = once(host, "exit");
  host.kill("SIGKILL");
  await Promise.all([ended, lost]);
  lambda.destroy();
  return stateFolder;
}

test("children end with an account that is killed", async () => {
  await killedHost("hang");
  await until(() => running().length === 0);
});

test("the next account ends the children of a function that does not see that its account was killed", async () => {
  const stateFolder = await killedHost("spin");
  local = await startLambda({ stateFolder });
  await until(() => running().length === 0);
});
