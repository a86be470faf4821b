import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  type InvokeCommandOutput,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  TooManyRequestsException,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { FUNCTION_DEFAULTS, startLambda, type TestLambda, zipOf } from "./lambda.fixture";

// A function that a test means to last is ended by a file that the test writes, never by a time that it hopes is enough.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let local: TestLambda;
let scratch: string;

beforeAll(async () => {
  local = await startLambda({ asyncRetryDelays: [10, 10], maxProcesses: 4 });
  scratch = mkdtempSync(join(tmpdir(), "ferry-invoke-"));
});

afterAll(async () => {
  await local.close();
  rmSync(scratch, { recursive: true, force: true });
});

const WAIT = { maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.1 };

async function deploy(name: string, source: string, settings: object = {}, file = "index.js"): Promise<void> {
  const ZipFile = await zipOf({ [file]: source });
  await local.lambda.send(
    new CreateFunctionCommand({ FunctionName: name, ...FUNCTION_DEFAULTS, Code: { ZipFile }, ...settings }),
  );
  await waitUntilFunctionActiveV2({ client: local.lambda, ...WAIT }, { FunctionName: name });
}

async function replaceCode(name: string, source: string): Promise<void> {
  const ZipFile = await zipOf({ "index.js": source });
  await local.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
  await waitUntilFunctionUpdatedV2({ client: local.lambda, ...WAIT }, { FunctionName: name });
}

function invoke(FunctionName: string, event: unknown = {}, more: object = {}): Promise<InvokeCommandOutput> {
  return local.lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)), LogType: "Tail", ...more }),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: what a function answers is the test's own choice
function payload(output: InvokeCommandOutput): any {
  return JSON.parse(Buffer.from(output.Payload ?? []).toString("utf8"));
}

function logTail(output: InvokeCommandOutput): string {
  return Buffer.from(output.LogResult ?? "", "base64").toString("utf8");
}

async function logged(name: string): Promise<string[]> {
  const { events = [] } = await local.cloudWatchLogs.send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }),
  );
  return events.map(({ message = "" }) => message);
}

/** Looks again and again, as what it waits for comes from another process. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("a function that works", () => {
  test("gets the event and answers, and Lambda's lines are in its log", async () => {
    await deploy(
      "echo",
      "exports.handler = async (event, context) => ({ event, arn: context.invokedFunctionArn });",
    );
    const output = await invoke("echo", { hello: "wörld" });
    expect(output.FunctionError).toBeUndefined();
    expect(output.ExecutedVersion).toBe("$LATEST");
    expect(payload(output)).toEqual({
      event: { hello: "wörld" },
      arn: "arn:aws:lambda:us-east-1:000000000000:function:echo",
    });
    expect(logTail(output)).toMatch(
      /^START RequestId: ([0-9a-f-]{36}) Version: \$LATEST\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\t\n$/,
    );
  });

  test("is an ES module just as well, and may await at its top", async () => {
    await deploy(
      "module",
      "const n = await Promise.resolve(7); export const handler = async () => n;",
      {},
      "index.mjs",
    );
    expect(payload(await invoke("module"))).toBe(7);
  });

  test("keeps its process for the next event, and one process has one event at a time", async () => {
    await deploy("warm", "let n = 0; exports.handler = async () => [process.pid, ++n];");
    const [pid, first] = payload(await invoke("warm"));
    const again = await invoke("warm");
    expect([first, payload(again)]).toEqual([1, [pid, 2]]);
    expect(logTail(again)).not.toContain("Init Duration");
    const both = await Promise.all([invoke("warm"), invoke("warm")]);
    expect(new Set(both.map((output) => payload(output)[0])).size).toBe(2);
  });

  test("sees its own variables, Lambda's and no others", async () => {
    process.env.FERRY_HOST_SECRET = "leaked";
    await deploy("variables", "exports.handler = async () => process.env;", {
      Environment: { Variables: { TABLE: "orders" } },
      MemorySize: 256,
    });
    const environment = payload(await invoke("variables"));
    expect(environment).toMatchObject({
      TABLE: "orders",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_ENDPOINT_URL: local.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: "variables",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    });
    expect(environment.FERRY_HOST_SECRET).toBeUndefined();
    expect(environment.HOME).toBeUndefined();
  });

  test("logs what it prints before END, console calls whole and other output by line", async () => {
    await deploy(
      "printer",
      `exports.handler = async (event, context) => {
        console.log("first\\nsecond", { a: 1 });
        process.stdout.write("plain one\\nplain two\\n");
        process.stderr.write("x".repeat(300000) + "\\n");
        return context.logStreamName;
      };`,
    );
    const output = await invoke("printer");
    const messages = await logged("printer");
    expect(messages[0]).toMatch(/^INIT_START Runtime Version: nodejs:24/);
    expect(messages[1]).toMatch(/^START RequestId/);
    const printed = messages.slice(2, -2);
    expect(printed).toHaveLength(4);
    expect(printed.find((line) => line.includes("first"))).toMatch(
      /^\d{4}-.*Z\t[0-9a-f-]{36}\tINFO\tfirst\nsecond \{ a: 1 \}$/,
    );
    expect(printed).toEqual(expect.arrayContaining(["plain one", "plain two", "x".repeat(300_000)]));
    expect(messages.at(-2)).toMatch(/^END RequestId/);
    expect(payload(output)).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  test("logs JSON where it is told to, to the group that it is told", async () => {
    await deploy("structured", `exports.handler = async () => { console.info("hidden"); console.warn("shown"); };`, {
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN", LogGroup: "/custom/group" },
    });
    await invoke("structured");
    const { events = [] } = await local.cloudWatchLogs.send(
      new FilterLogEventsCommand({ logGroupName: "/custom/group" }),
    );
    const lines = events.map(({ message = "" }) => JSON.parse(message));
    expect(lines.map(({ type, message }) => type ?? message)).toEqual([
      "platform.initStart",
      "platform.start",
      "shown",
      "platform.report",
    ]);
    expect(lines[3].record).toMatchObject({ status: "success", metrics: { memorySizeMB: 128 } });
  });

  test("may stream its response", async () => {
    await deploy(
      "stream",
      "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('a'); stream.write('b'); stream.end(); });",
    );
    const output = await invoke("stream");
    expect(Buffer.from(output.Payload ?? []).toString()).toBe("ab");
  });

  test("gets the client context", async () => {
    await deploy("client", "exports.handler = async (event, context) => context.clientContext;");
    const ClientContext = Buffer.from('{"custom":{"a":"ü"}}').toString("base64");
    expect(payload(await invoke("client", {}, { ClientContext }))).toEqual({ custom: { a: "ü" } });
  });
});

describe("a function that fails", () => {
  test("by an error: its type, message and trace", async () => {
    await deploy("thrower", "exports.handler = async () => { throw new RangeError('out of it'); };");
    const output = await invoke("thrower");
    expect(output.StatusCode).toBe(200);
    expect(output.FunctionError).toBe("Unhandled");
    expect(payload(output)).toEqual({
      errorType: "RangeError",
      errorMessage: "out of it",
      trace: expect.arrayContaining(["RangeError: out of it"]),
    });
    expect(logTail(output)).toContain("\tERROR\tInvoke Error");
  });

  test("by the end of its process, after which a new process takes the next event", async () => {
    await deploy("exit", "exports.handler = async ({ code }) => { if (code) process.exit(code); return 'alive'; };");
    const output = await invoke("exit", { code: 3 });
    const { errorType, errorMessage } = payload(output);
    expect(errorType).toBe("Runtime.ExitError");
    expect(errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/);
    expect(logTail(output)).toMatch(/Error: Runtime exited with error: exit status 3\nRuntime\.ExitError\nEND/);
    expect(logTail(output)).toContain("Status: error\tError Type: Runtime.ExitError");
    expect(payload(await invoke("exit"))).toBe("alive");
  });

  test("by a signal", async () => {
    await deploy("signal", "exports.handler = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); };");
    expect(payload(await invoke("signal")).errorMessage).toContain("Runtime exited with error: signal: killed");
  });

  test("by more memory than it has", async () => {
    await deploy("hungry", "exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); };", { Timeout: 60 });
    expect(payload(await invoke("hungry")).errorMessage).toContain("Runtime exited with error: signal: aborted");
  });

  test.each([
    ["that waits", "await new Promise(() => setInterval(() => {}, 1000));"],
    ["that never yields", "for (;;);"],
  ])("by its time, in code %s", async (how, code) => {
    const name = how.replaceAll(" ", "-");
    await deploy(name, `exports.handler = async () => { console.log("begun"); ${code} };`, { Timeout: 1 });
    const output = await invoke(name);
    expect(payload(output)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
    });
    expect(logTail(output)).toMatch(/begun\n.* Task timed out after 1\.00 seconds\nEND/);
    expect(logTail(output)).toMatch(/Duration: 1000\.00 ms.*Status: timeout\t\n$/);
  });

  test.each([
    ["no-module", "lib.handler", "", "Runtime.ImportModuleError"],
    ["no-export", "index.nothing", "", "Runtime.HandlerNotFound"],
    ["bad-syntax", "index.handler", "this is no JavaScript", "Runtime.UserCodeSyntaxError"],
    ["callback", "index.handler", "exports.handler = (event, context, callback) => callback(null, 1);", "Runtime.CallbackHandlerDeprecated"],
  ])("before its first event: %s", async (name, Handler, source, errorType) => {
    await deploy(name, source, { Handler });
    const output = await invoke(name);
    expect(output.FunctionError).toBe("Unhandled");
    expect(payload(output)).toMatchObject({ errorType });
    expect(logTail(output)).toContain(`Status: error\tError Type: ${errorType}`);
    expect(await logged(name)).toContainEqual(expect.stringContaining("INIT_REPORT Init Duration"));
  });

  test("by a response that is too large", async () => {
    await deploy("large", "exports.handler = async () => 'x'.repeat(6291556);");
    const output = await invoke("large");
    expect(payload(output)).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });
});

describe("an invocation is refused", () => {
  test("without the function, the version or the alias", async () => {
    const name = "ResourceNotFoundException";
    await expect(invoke("nobody")).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 404 } });
    await expect(invoke("echo:7")).rejects.toMatchObject({ name });
    await expect(invoke("echo:live")).rejects.toMatchObject({ name });
  });

  test("with a payload that is no JSON or too large", async () => {
    await expect(invoke("echo", {}, { Payload: Buffer.from("{") })).rejects.toMatchObject({
      name: "InvalidRequestContentException",
      $metadata: { httpStatusCode: 400 },
    });
    const large = { Payload: Buffer.from(`"${"x".repeat(6_291_456)}"`) };
    await expect(invoke("echo", {}, large)).rejects.toMatchObject({
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
      "reserved",
      `const fs = require("node:fs");
       exports.handler = async ({ gate }) => {
         fs.writeFileSync(gate + ".begun", "");
         while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
       };`,
      { Timeout: 60 },
    );
    const reserve = (ReservedConcurrentExecutions: number) =>
      local.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions }));
    await reserve(1);
    const running = invoke("reserved", { gate });
    await until(() => existsSync(`${gate}.begun`));
    const refused = await invoke("reserved", { gate }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TooManyRequestsException);
    expect(refused).toMatchObject({
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      $metadata: { httpStatusCode: 429 },
    });
    writeFileSync(gate, "");
    expect((await running).FunctionError).toBeUndefined();
    await reserve(0);
    await expect(invoke("reserved", { gate })).rejects.toBeInstanceOf(TooManyRequestsException);
  });
});

describe("versions and aliases", () => {
  test("run the code that they stand for; changed code ends the process of the old", async () => {
    await deploy("versioned", "exports.handler = async () => ['one', process.pid, process.env.AWS_LAMBDA_FUNCTION_VERSION];");
    await local.lambda.send(new PublishVersionCommand({ FunctionName: "versioned" }));
    await local.lambda.send(
      new CreateAliasCommand({ FunctionName: "versioned", Name: "live", FunctionVersion: "1" }),
    );
    const old = payload(await invoke("versioned"));
    await replaceCode("versioned", "exports.handler = async () => ['two', process.pid];");
    const fresh = payload(await invoke("versioned"));
    expect([old[0], fresh[0]]).toEqual(["one", "two"]);
    await until(() => !existsSync(`/proc/${old[1]}`));
    const byAlias = await invoke("versioned", {}, { Qualifier: "live" });
    expect(payload(byAlias)[0]).toBe("one");
    expect(payload(byAlias)[2]).toBe("1");
    expect(byAlias.ExecutedVersion).toBe("1");
  });

  test("an alias with weights sends events to both its versions", async () => {
    await deploy("weighted", "exports.handler = async () => 1;");
    await local.lambda.send(new PublishVersionCommand({ FunctionName: "weighted" }));
    await replaceCode("weighted", "exports.handler = async () => 2;");
    await local.lambda.send(new PublishVersionCommand({ FunctionName: "weighted" }));
    const RoutingConfig = { AdditionalVersionWeights: { "2": 1 } };
    await local.lambda.send(
      new CreateAliasCommand({ FunctionName: "weighted", Name: "live", FunctionVersion: "1", RoutingConfig }),
    );
    expect((await invoke("weighted", {}, { Qualifier: "live" })).ExecutedVersion).toBe("2");
  });
});

describe("an asynchronous event", () => {
  test("is accepted at once, and tried three times in all while the function fails", async () => {
    const file = join(scratch, "attempts");
    await deploy(
      "retried",
      `exports.handler = async ({ file }, { awsRequestId }) => {
         require("node:fs").appendFileSync(file, awsRequestId + "\\n");
         throw new Error("again");
       };`,
    );
    const output = await invoke("retried", { file }, { InvocationType: "Event", LogType: undefined });
    expect(output.StatusCode).toBe(202);
    const attempts = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
    await until(() => attempts().length >= 3);
    await until(async () => (await logged("retried")).filter((line) => line.startsWith("REPORT")).length >= 3);
    expect(new Set(attempts()).size).toBe(1);
    expect(attempts()).toHaveLength(3);
  });

  test("is checked first", async () => {
    await expect(invoke("nobody", {}, { InvocationType: "Event" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("a dry run runs nothing", async () => {
    const output = await invoke("thrower", {}, { InvocationType: "DryRun", LogType: undefined });
    expect(output.StatusCode).toBe(204);
  });
});

test("more events than processes wait for one to come free", async () => {
  await deploy("many", "exports.handler = async ({ n }) => n;");
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const answers = await Promise.all(numbers.map(async (n) => payload(await invoke("many", { n }))));
  expect(answers).toEqual(numbers);
});
