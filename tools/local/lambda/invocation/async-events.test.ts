import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { QueueMessage } from "../../protocol/queue-message";
import { connection } from "../../testing/client.fixture";
import { deploy, invoke, logged, startLambda, type TestLambda, until } from "../lambda.fixture";

jest.setTimeout(60_000);

const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const EVENT = { InvocationType: "Event", LogType: undefined };

describe("an asynchronous event", () => {
  const sent: QueueMessage[] = [];
  /** Functions that could not be run for an event. */
  const throttled: string[] = [];
  let local: TestLambda;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "ferry-async-"));
    local = await startLambda({
      asyncRetryDelay: () => 1,
      observe: ({ functionName, timing }) => {
        if (timing === undefined) throttled.push(functionName);
      },
      sendToQueue: async (message) => {
        if (message.queueArn === queue("gone")) throw new Error("there is no such queue");
        sent.push(message);
      },
    });
    await deploy(local, "fails", "exports.handler = async (event) => { throw new TypeError(event.why); };", {
      DeadLetterConfig: { TargetArn: queue("dead") },
    });
    await deploy(local, "works", "exports.handler = async ({ n }) => n + 1;");
  });

  afterAll(async () => {
    await local.close();
    rmSync(scratch, { recursive: true });
  });

  afterEach(() => {
    sent.length = 0;
  });

  const configure = (FunctionName: string, settings: object) =>
    local.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
  const body = ({ body: text }: QueueMessage) => JSON.parse(text);

  test("whose retries are exhausted is sent to destination and dead-letter queue", async () => {
    await configure("fails", {
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: queue("failures") } },
    });
    await invoke(local, "fails", { why: "no luck" }, EVENT);
    await until(() => sent.length === 2);
    const [destination, deadLetter] = sent as [QueueMessage, QueueMessage];
    expect(destination.queueArn).toBe(queue("failures"));
    const { requestId } = body(destination).requestContext;
    expect(body(destination)).toEqual({
      version: "1.0",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:fails:$LATEST",
        condition: "RetriesExhausted",
        approximateInvokeCount: 2,
      },
      requestPayload: { why: "no luck" },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: expect.objectContaining({ errorType: "TypeError", errorMessage: "no luck" }),
    });
    expect(deadLetter).toMatchObject({
      queueArn: queue("dead"),
      body: '{"why":"no luck"}',
      attributes: {
        RequestID: { type: "String", value: requestId },
        ErrorCode: { type: "Number", value: "200" },
        ErrorMessage: { type: "String", value: "no luck" },
      },
    });
    expect(deadLetter.traceHeader).toMatch(/^Root=1-/);
    expect(deadLetter.traceHeader).toBe(destination.traceHeader);
  });

  test("that succeeded is sent to its own destination", async () => {
    await configure("works", {
      DestinationConfig: {
        OnSuccess: { Destination: queue("successes") },
        OnFailure: { Destination: queue("failures") },
      },
    });
    await invoke(local, "works", { n: 1 }, EVENT);
    await until(() => sent.length === 1);
    const [message] = sent as [QueueMessage];
    expect(message.queueArn).toBe(queue("successes"));
    expect(body(message)).toMatchObject({
      requestContext: { condition: "Success", approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: "$LATEST" },
      responsePayload: 2,
    });
  });

  const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
    local.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

  test("that is throttled waits until it can run", async () => {
    await deploy(
      local,
      "single",
      `exports.handler = async ({ begun, gate }) => {
         const { existsSync, writeFileSync } = require("node:fs");
         writeFileSync(begun, "");
         while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
         return begun;
       };`,
      { Timeout: 60 },
    );
    await configure("single", { DestinationConfig: { OnSuccess: { Destination: queue("successes") } } });
    await reserve("single", 1);
    const [gate, first, second] = [join(scratch, "gate"), join(scratch, "first"), join(scratch, "second")];
    await invoke(local, "single", { gate, begun: first }, EVENT);
    await until(() => existsSync(first));
    await invoke(local, "single", { gate, begun: second }, EVENT);
    await until(() => throttled.includes("single"));
    writeFileSync(gate, "");
    await until(() => sent.length === 2);
    expect(sent.map((message) => body(message).responsePayload)).toEqual([first, second]);
  });

  test("is given up untried where the function may not run at all", async () => {
    await configure("works", { DestinationConfig: { OnFailure: { Destination: queue("failures") } } });
    await reserve("works", 0);
    await invoke(local, "works", { n: 2 }, EVENT);
    await until(() => sent.length === 1);
    expect(body(sent[0] as QueueMessage)).toMatchObject({
      requestContext: { condition: "ZeroReservedConcurrency", approximateInvokeCount: 0 },
      requestPayload: { n: 2 },
    });
    expect(body(sent[0] as QueueMessage).responseContext).toBeUndefined();
    await reserve("works", 1);
  });

  test("whose destination is gone is over all the same", async () => {
    await configure("fails", {
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue("gone") } },
    });
    await invoke(local, "fails", { why: "gone" }, EVENT);
    await until(() => sent.length === 1);
    expect(sent[0]?.queueArn).toBe(queue("dead"));
  });

  test("has settings that are returned, changed in part, listed and deleted", async () => {
    const FunctionName = "works";
    await configure(FunctionName, { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    const update = new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 });
    await local.lambda.send(update);
    const expected = {
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:works:$LATEST",
      LastModified: expect.any(Date),
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    };
    const get = () => local.lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
    expect(await get()).toMatchObject(expected);
    const list = await local.lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName }));
    expect(list.FunctionEventInvokeConfigs).toMatchObject([expected]);
    await local.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
    await expect(get()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("has settings with at least one of them", async () => {
    await expect(configure("works", {})).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "You must specify at least one error handling or destination setting.",
    });
  });

  test.each([
    ["too many retries", { MaximumRetryAttempts: 3 }, "less than or equal to 2"],
    ["too short a life", { MaximumEventAgeInSeconds: 59 }, "greater than or equal to 60"],
    [
      "a destination of another kind",
      { DestinationConfig: { OnFailure: { Destination: "arn:aws:sns:us-east-1:000000000000:t" } } },
      "the local account supports standard SQS queues only",
    ],
  ])("has no settings with %s", async (_what, settings, message) => {
    await expect(configure("works", settings)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message),
    });
  });
});

describe("over the end of the account", () => {
  const stateFolder = mkdtempSync(join(tmpdir(), "ferry-async-kill-"));
  let host: ChildProcess | undefined;

  afterAll(() => {
    host?.kill("SIGKILL");
    rmSync(stateFolder, { recursive: true, force: true });
  });

  test("an event that was taken is run, although the account was killed while it ran", async () => {
    const gate = join(stateFolder, "gate");
    const begun = join(stateFolder, "begun");
    const done = join(stateFolder, "done");
    const fixture = JSON.stringify(join(__dirname, "..", "lambda.fixture.js"));
    const program = `require(${fixture}).startLambda({ stateFolder: ${JSON.stringify(stateFolder)} }).then(({ endpoint }) => console.log(endpoint))`;
    host = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(host.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    const lambda = new LambdaClient(connection(line.toString("utf8").trim()));
    await deploy(
      { lambda } as TestLambda,
      "long",
      `const fs = require("node:fs");
       exports.handler = async ({ gate, begun, done }, { awsRequestId }) => {
         fs.appendFileSync(begun, awsRequestId + "\\n");
         while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
         fs.writeFileSync(done, awsRequestId);
       };`,
      { Timeout: 60 },
    );
    const Payload = Buffer.from(JSON.stringify({ gate, begun, done }));
    await lambda.send(new InvokeCommand({ FunctionName: "long", InvocationType: "Event", Payload }));
    // Not only made: what is killed between both would leave it empty.
    await until(() => existsSync(begun) && readFileSync(begun, "utf8").endsWith("\n"));
    const ended = once(host, "exit");
    host.kill("SIGKILL");
    await ended;
    expect(existsSync(done)).toBe(false);

    writeFileSync(gate, "");
    const local = await startLambda({ stateFolder });
    await until(async () => (await logged(local, "long")).some((message) => message.startsWith("REPORT")));
    await local.close(true);
    const ids = readFileSync(begun, "utf8").trim().split("\n");
    expect(ids).toHaveLength(2);
    expect(new Set(ids)).toEqual(new Set([readFileSync(done, "utf8")]));

    // It is over: another start does not run it again.
    const again = await startLambda({ stateFolder });
    await invoke(again, "long", { gate, begun, done });
    await again.close(true);
    expect(readFileSync(begun, "utf8").trim().split("\n")).toHaveLength(3);
  });
});
