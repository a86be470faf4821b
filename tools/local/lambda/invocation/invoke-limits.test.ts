import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateFunctionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  TooManyRequestsException,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import {
  deploy,
  FUNCTION_DEFAULTS,
  invoke,
  isRunning,
  logged,
  payload,
  startLambda,
  type TestLambda,
  until,
  zipOf,
} from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let local: TestLambda;

beforeAll(async () => {
  local = await startLambda({ asyncRetryDelay: () => 10, maxProcesses: 4 });
});

afterAll(() => local.close());

let scratch: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "ferry-invoke-"));
  await deploy(local, "echo", "exports.handler = async (event) => event;");
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("an invocation is refused", () => {
  test("without the function, the version or the alias", async () => {
    const name = "ResourceNotFoundException";
    await expect(invoke(local, "nobody")).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 404 } });
    await expect(invoke(local, "echo:7")).rejects.toMatchObject({ name });
    await expect(invoke(local, "echo:live")).rejects.toMatchObject({ name });
  });

  test("with a payload that is no JSON or too large", async () => {
    await expect(invoke(local, "echo", {}, { Payload: Buffer.from("{") })).rejects.toMatchObject({
      name: "InvalidRequestContentException",
      $metadata: { httpStatusCode: 400 },
    });
    const large = { Payload: Buffer.from(`"${"x".repeat(6_291_456)}"`) };
    await expect(invoke(local, "echo", {}, large)).rejects.toMatchObject({
      name: "RequestTooLargeException",
      $metadata: { httpStatusCode: 413 },
    });
  });

  test("while the function is Pending", async () => {
    const slow = await startLambda({ updateDelay: 60_000 });
    try {
      await slow.lambda.send(
        new CreateFunctionCommand({
          FunctionName: "pending",
          ...FUNCTION_DEFAULTS,
          Code: { ZipFile: await zipOf({ "index.js": "exports.handler = async () => 1;" }) },
        }),
      );
      await expect(slow.lambda.send(new InvokeCommand({ FunctionName: "pending" }))).rejects.toMatchObject({
        name: "ResourceConflictException",
      });
    } finally {
      await slow.close();
    }
  });

  test("beyond the reserved concurrency, and at none at all", async () => {
    const gate = join(scratch, "gate");
    await deploy(
      local,
      "reserved",
      `const fs = require("node:fs");
       exports.handler = async ({ gate }) => {
         fs.writeFileSync(gate + ".begun", "");
         while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
       };`,
      { Timeout: 60 },
    );
    const reserve = (ReservedConcurrentExecutions: number) =>
      local.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions }),
      );
    await reserve(1);
    const running = invoke(local, "reserved", { gate });
    await until(() => existsSync(`${gate}.begun`));
    const refused = await invoke(local, "reserved", { gate }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TooManyRequestsException);
    expect(refused).toMatchObject({
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      $metadata: { httpStatusCode: 429 },
    });
    writeFileSync(gate, "");
    expect((await running).FunctionError).toBeUndefined();
    await reserve(0);
    await expect(invoke(local, "reserved", { gate })).rejects.toBeInstanceOf(TooManyRequestsException);
  });
});

describe("an asynchronous event", () => {
  test("is accepted at once, and tried three times in all while the function fails", async () => {
    const file = join(scratch, "attempts");
    await deploy(
      local,
      "retried",
      `exports.handler = async ({ file }, { awsRequestId }) => {
         require("node:fs").appendFileSync(file, awsRequestId + "\\n");
         throw new Error("again");
       };`,
    );
    const output = await invoke(local, "retried", { file }, { InvocationType: "Event", LogType: undefined });
    expect(output.StatusCode).toBe(202);
    const attempts = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
    await until(() => attempts().length >= 3);
    await until(
      async () => (await logged(local, "retried")).filter((line) => line.startsWith("REPORT")).length >= 3,
    );
    expect(new Set(attempts()).size).toBe(1);
    expect(attempts()).toHaveLength(3);
  });

  test("leaves processes for those who wait for an answer, however many there are", async () => {
    await deploy(
      local,
      "patient",
      `exports.handler = async ({ gate }) => {
         const { existsSync, writeFileSync } = require("node:fs");
         writeFileSync(gate + ".begun", "");
         while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
       };`,
      { Timeout: 60 },
    );
    const gate = join(scratch, "burst");
    const event = { InvocationType: "Event", LogType: undefined };
    for (let n = 0; n < 8; n += 1) await invoke(local, "patient", { gate }, event);
    await until(() => existsSync(`${gate}.begun`));
    expect(payload(await invoke(local, "echo", { quick: true }))).toEqual({ quick: true });
    writeFileSync(gate, "");
    await until(
      async () => (await logged(local, "patient")).filter((line) => line.startsWith("REPORT")).length === 8,
    );
  });

  test("is checked first", async () => {
    await expect(invoke(local, "nobody", {}, { InvocationType: "Event" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("a dry run runs nothing", async () => {
    const output = await invoke(local, "echo", {}, { InvocationType: "DryRun", LogType: undefined });
    expect(output.StatusCode).toBe(204);
  });
});

test("more events than processes wait for one to come free", async () => {
  await deploy(local, "many", "exports.handler = async ({ n }) => [n, process.pid];");
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const answers: [number, number][] = await Promise.all(
    numbers.map(async (n) => payload(await invoke(local, "many", { n }))),
  );
  expect(answers.map(([n]) => n)).toEqual(numbers);
  expect(new Set(answers.map(([, pid]) => pid)).size).toBeLessThanOrEqual(4);
});

test("a process without work is stopped, and a new one takes the next event", async () => {
  const brief = await startLambda({ idleTime: 1 });
  try {
    await deploy(brief, "idle", "exports.handler = async () => process.pid;");
    const pid = payload(await invoke(brief, "idle"));
    await until(() => !isRunning(pid));
    expect(payload(await invoke(brief, "idle"))).not.toBe(pid);
  } finally {
    await brief.close();
  }
});
