import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateAliasCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { KEYS } from "../../testing/client.fixture";
import {
  deploy,
  invoke,
  isRunning,
  logged,
  logTail,
  payload,
  replaceCode,
  startLambda,
  type TestLambda,
  until,
} from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let local: TestLambda;

beforeAll(async () => {
  local = await startLambda();
});

afterAll(() => local.close());

describe("a function that works", () => {
  test("gets the event and answers, and Lambda's lines are in its log", async () => {
    await deploy(
      local,
      "echo",
      "exports.handler = async (event, context) => ({ event, arn: context.invokedFunctionArn });",
    );
    const output = await invoke(local, "echo", { hello: "wörld" });
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
      local,
      "module",
      "const n = await Promise.resolve(7); export const handler = async () => n;",
      {},
      "index.mjs",
    );
    expect(payload(await invoke(local, "module"))).toBe(7);
  });

  test("keeps its process for the next event, and one process has one event at a time", async () => {
    await deploy(local, "warm", "let n = 0; exports.handler = async () => [process.pid, ++n];");
    const [pid, first] = payload(await invoke(local, "warm"));
    const again = await invoke(local, "warm");
    expect([first, payload(again)]).toEqual([1, [pid, 2]]);
    expect(logTail(again)).not.toContain("Init Duration");
    const both = await Promise.all([invoke(local, "warm"), invoke(local, "warm")]);
    expect(new Set(both.map((output) => payload(output)[0])).size).toBe(2);
  });

  test("sees its own variables, Lambda's and no others", async () => {
    process.env.FERRY_HOST_SECRET = "leaked";
    await deploy(local, "variables", "exports.handler = async () => process.env;", {
      Environment: { Variables: { TABLE: "orders" } },
      MemorySize: 256,
    });
    const environment = payload(await invoke(local, "variables"));
    expect(environment).toMatchObject({
      TABLE: "orders",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: KEYS.functions.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.functions.secretAccessKey,
      AWS_SESSION_TOKEN: KEYS.functions.sessionToken,
      AWS_ENDPOINT_URL: local.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: "variables",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    });
    expect(environment.FERRY_HOST_SECRET).toBeUndefined();
    expect(environment.HOME).toBeUndefined();
    expect(Object.keys(environment).filter((name) => name.includes("TOKEN"))).toEqual(["AWS_SESSION_TOKEN"]);
  });

  test("logs what it prints before END, console calls whole and other output by line", async () => {
    await deploy(
      local,
      "printer",
      `exports.handler = async (event, context) => {
        console.log("first\\nsecond", { a: 1 });
        process.stdout.write("plain one\\nplain two\\n");
        process.stderr.write("x".repeat(300000) + "\\n");
        return context.logStreamName;
      };`,
    );
    const output = await invoke(local, "printer");
    const messages = await logged(local, "printer");
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

  test("logs JSON where its settings say so, to the group that they name", async () => {
    await deploy(
      local,
      "structured",
      `exports.handler = async () => { console.info("hidden"); console.warn("shown"); };`,
      {
        LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN", LogGroup: "/custom/group" },
      },
    );
    await invoke(local, "structured");
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
      local,
      "stream",
      "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('a'); stream.write('b'); stream.end(); });",
    );
    const output = await invoke(local, "stream");
    expect(Buffer.from(output.Payload ?? []).toString()).toBe("ab");
  });

  test("gets the client context", async () => {
    await deploy(local, "client", "exports.handler = async (event, context) => context.clientContext;");
    const ClientContext = Buffer.from('{"custom":{"a":"ü"}}').toString("base64");
    expect(payload(await invoke(local, "client", {}, { ClientContext }))).toEqual({ custom: { a: "ü" } });
  });
});

describe("versions and aliases", () => {
  test("run the code that they stand for; changed code ends the process of the old", async () => {
    await deploy(
      local,
      "versioned",
      "exports.handler = async () => ['one', process.pid, process.env.AWS_LAMBDA_FUNCTION_VERSION];",
    );
    await local.lambda.send(new PublishVersionCommand({ FunctionName: "versioned" }));
    await local.lambda.send(
      new CreateAliasCommand({ FunctionName: "versioned", Name: "live", FunctionVersion: "1" }),
    );
    const old = payload(await invoke(local, "versioned"));
    await replaceCode(local, "versioned", "exports.handler = async () => ['two', process.pid];");
    const fresh = payload(await invoke(local, "versioned"));
    expect([old[0], fresh[0]]).toEqual(["one", "two"]);
    await until(() => !isRunning(old[1]));
    const byAlias = await invoke(local, "versioned", {}, { Qualifier: "live" });
    expect(payload(byAlias)[0]).toBe("one");
    expect(payload(byAlias)[2]).toBe("1");
    expect(byAlias.ExecutedVersion).toBe("1");
  });

  test("an alias with weights sends events to both its versions", async () => {
    await deploy(local, "weighted", "exports.handler = async () => 1;");
    await local.lambda.send(new PublishVersionCommand({ FunctionName: "weighted" }));
    await replaceCode(local, "weighted", "exports.handler = async () => 2;");
    await local.lambda.send(new PublishVersionCommand({ FunctionName: "weighted" }));
    const RoutingConfig = { AdditionalVersionWeights: { "2": 1 } };
    await local.lambda.send(
      new CreateAliasCommand({ FunctionName: "weighted", Name: "live", FunctionVersion: "1", RoutingConfig }),
    );
    expect((await invoke(local, "weighted", {}, { Qualifier: "live" })).ExecutedVersion).toBe("2");
  });
});
