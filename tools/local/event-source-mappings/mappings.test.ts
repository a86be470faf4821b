import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { until } from "../lambda/lambda.fixture";
import {
  gotEvents,
  isEmpty,
  isLeftWith,
  makeQueue,
  sendAll,
  startMappings,
  type TestMappings,
} from "./mapping.fixture";

jest.setTimeout(60_000);

let account: TestMappings;

beforeAll(async () => {
  account = await startMappings();
});

afterAll(() => account.close());

async function map(
  EventSourceArn: string,
  FunctionName: string,
  more: Partial<CreateEventSourceMappingCommandInput> = {},
): Promise<string> {
  const command = new CreateEventSourceMappingCommand({ EventSourceArn, FunctionName, ...more });
  return (await account.lambda.send(command)).UUID ?? "";
}

const PARTIAL: Partial<CreateEventSourceMappingCommandInput> = {
  FunctionResponseTypes: ["ReportBatchItemFailures"],
};

const redriveTo = (deadLetterTargetArn: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
});

/** Answers that the messages with this body have failed. */
const FAIL_POISON = `
  const failed = event.Records.filter(({ body }) => body === "poison");
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };`;

describe("a batch", () => {
  test("comes as Lambda makes it, and is deleted once the function has succeeded", async () => {
    const { QueueUrl, arn } = await makeQueue(account, "shape");
    await account.function("shape", "");
    await map(arn, "shape");
    const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    await account.sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: '{"id":1}',
        MessageAttributes: {
          correlationId: { DataType: "String", StringValue: "abc" },
          bytes: { DataType: "Binary", BinaryValue: Buffer.from("xyz") },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: trace } },
      }),
    );
    await gotEvents(account, "shape", 1);
    expect(account.events("shape")).toEqual([
      {
        Records: [
          {
            messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            receiptHandle: expect.any(String),
            body: '{"id":1}',
            attributes: {
              ApproximateReceiveCount: "1",
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
              AWSTraceHeader: trace,
            },
            messageAttributes: {
              correlationId: {
                stringValue: "abc",
                stringListValues: [],
                binaryListValues: [],
                dataType: "String",
              },
              bytes: { binaryValue: "eHl6", stringListValues: [], binaryListValues: [], dataType: "Binary" },
            },
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            md5OfBody: "d2ce28b9a7fd7e4407e2b0fd499b7fe4",
            eventSource: "aws:sqs",
            eventSourceARN: arn,
            awsRegion: "us-east-1",
          },
        ],
      },
    ]);
    await isEmpty(account, QueueUrl);
  });

  test("holds as many messages as it may, and waits for them as long as its window is open", async () => {
    const { QueueUrl, arn } = await makeQueue(account, "window");
    await account.function("window", "");
    const bodies = Array.from({ length: 12 }, (_, index) => String(index));
    await map(arn, "window", { BatchSize: 12, MaximumBatchingWindowInSeconds: 300 });
    await sendAll(account, QueueUrl, bodies);
    await isEmpty(account, QueueUrl);
    const events = account.events("window");
    expect(events).toHaveLength(1);
    expect(events[0]?.Records.map(({ body }) => body).sort()).toEqual([...bodies].sort());
  });

  test("is split where an event would be larger than Lambda takes", async () => {
    const { QueueUrl, arn } = await makeQueue(account, "large");
    await account.function("large", "");
    for (let index = 0; index < 7; index += 1) {
      await account.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${index}`.repeat(1_000_000) }));
    }
    await map(arn, "large");
    await isEmpty(account, QueueUrl);
    const firsts = account.events("large").map(({ Records }) => Records.map(({ body }) => body[0]));
    expect(firsts.map(({ length }) => length).sort()).toEqual([1, 6]);
    expect(firsts.flat().sort()).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  });
});

describe("failures", () => {
  test("a poisoned message ends in the dead-letter queue after its retries; the others of its batch come once", async () => {
    const dead = await makeQueue(account, "poison-dead-letters");
    const { QueueUrl, arn } = await makeQueue(account, "poison", redriveTo(dead.arn, 3));
    await account.function("poison", FAIL_POISON);
    await sendAll(account, QueueUrl, ["good", "poison", "better"]);
    await map(arn, "poison", PARTIAL);
    for (let events = 1; events <= 3; events += 1) {
      await gotEvents(account, "poison", events);
      await isLeftWith(account, QueueUrl, 1);
      await account.pass(31, QueueUrl);
    }
    const { Messages = [] } = await account.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: dead.QueueUrl,
        WaitTimeSeconds: 20,
        MessageSystemAttributeNames: ["All"],
      }),
    );
    expect(Messages).toMatchObject([{ Body: "poison", Attributes: { DeadLetterQueueSourceArn: arn } }]);
    const events = account.events("poison").map(({ Records }) => Records.map(({ body }) => body));
    expect(events).toEqual([["good", "poison", "better"], ["poison"], ["poison"]]);
    await isEmpty(account, QueueUrl);
  });

  test("the retries go on after a restart of the account", async () => {
    const deadArn = (await makeQueue(account, "restart-dead-letters")).arn;
    const { QueueUrl, arn } = await makeQueue(account, "restart", redriveTo(deadArn, 2));
    await account.function("restart", FAIL_POISON);
    await sendAll(account, QueueUrl, ["good", "poison"]);
    await map(arn, "restart", PARTIAL);
    await gotEvents(account, "restart", 1);
    await isLeftWith(account, QueueUrl, 1);
    account = await account.restart();
    // The clock is right again, and what was received while it was ahead is invisible for as long.
    await account.pass(130, QueueUrl);
    await gotEvents(account, "restart", 2);
    await isLeftWith(account, QueueUrl, 1);
    await account.pass(31, QueueUrl);
    const dead = await makeQueue(account, "restart-dead-letters");
    const { Messages = [] } = await account.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: dead.QueueUrl, WaitTimeSeconds: 20 }),
    );
    expect(Messages).toMatchObject([{ Body: "poison" }]);
    const events = account.events("restart").map(({ Records }) => Records.map(({ body }) => body));
    expect(events).toEqual([["good", "poison"], ["poison"]]);
  });

  test.each([
    ["an error of the function", 'throw new Error("no");'],
    ["an answer that is none", "return { batchItemFailures: [{ id: event.Records[0].messageId }] };"],
  ])("%s fails the whole batch", async (title, answer) => {
    const name = title.replaceAll(" ", "-");
    const dead = await makeQueue(account, `${name}-dead-letters`);
    const { QueueUrl, arn } = await makeQueue(account, name, redriveTo(dead.arn, 1));
    await account.function(name, answer);
    await sendAll(account, QueueUrl, ["a", "b"]);
    await map(arn, name, PARTIAL);
    await gotEvents(account, name, 1);
    await account.pass(31, QueueUrl);
    await isEmpty(account, QueueUrl);
    const { Messages = [] } = await account.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: dead.QueueUrl, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(["a", "b"]);
    expect(account.events(name)).toHaveLength(1);
  });

  test("a throttled event is tried again while its messages are invisible, and costs no receive", async () => {
    const { QueueUrl, arn } = await makeQueue(account, "throttled");
    await account.function("throttled", "");
    const FunctionName = "throttled";
    await account.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    const UUID = await map(arn, "throttled");
    await sendAll(account, QueueUrl, ["x"]);
    await until(async () => {
      const { LastProcessingResult } = await account.lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return LastProcessingResult === "PROBLEM: Rate Exceeded.";
    });
    await account.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await isEmpty(account, QueueUrl);
    expect(account.events("throttled")).toMatchObject([
      { Records: [{ attributes: { ApproximateReceiveCount: "1" } }] },
    ]);
  });
});

describe("concurrency", () => {
  test("is at most MaximumConcurrency", async () => {
    const { QueueUrl, arn } = await makeQueue(account, "concurrent");
    // Each event is kept when it begins, and again when it ends.
    const answer = `await new Promise((resolve) => setTimeout(resolve, 50));
      keep({ Records: [] });`;
    await account.function("concurrent", answer);
    await sendAll(
      account,
      QueueUrl,
      Array.from({ length: 8 }, (_, index) => String(index)),
    );
    await map(arn, "concurrent", { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    await isEmpty(account, QueueUrl);
    const events = account.events("concurrent");
    expect(events).toHaveLength(16);
    let running = 0;
    const most = events.map(({ Records }) => {
      running += Records.length === 1 ? 1 : -1;
      return running;
    });
    expect(Math.max(...most)).toBe(2);
  });
});

describe("a mapping", () => {
  test("is described, listed, changed and deleted; disabled or deleted it receives no messages", async () => {
    const { QueueUrl, arn } = await makeQueue(account, "lifecycle");
    await account.function("lifecycle", "");
    const UUID = await map(arn, "lifecycle", { ...PARTIAL, ScalingConfig: { MaximumConcurrency: 4 } });
    const get = () => account.lambda.send(new GetEventSourceMappingCommand({ UUID }));
    expect(await get()).toMatchObject({
      UUID,
      State: "Enabled",
      BatchSize: 10,
      EventSourceArn: arn,
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:lifecycle",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 4 },
      LastModified: expect.any(Date),
    });
    const { EventSourceMappings = [] } = await account.lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: arn, FunctionName: "lifecycle" }),
    );
    expect(EventSourceMappings.map((mapping) => mapping.UUID)).toEqual([UUID]);
    await account.lambda.send(
      new UpdateEventSourceMappingCommand({ UUID, Enabled: false, ScalingConfig: {}, BatchSize: 5 }),
    );
    const { State, BatchSize, ScalingConfig } = await get();
    expect({ State, BatchSize, ScalingConfig }).toEqual({ State: "Disabled", BatchSize: 5 });
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    await sendAll(account, QueueUrl, ["for us"]);
    expect((await account.sqs.send(receive)).Messages).toHaveLength(1);
    await account.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await sendAll(account, QueueUrl, ["for the function"]);
    await gotEvents(account, "lifecycle", 1);
    await account.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await sendAll(account, QueueUrl, ["for us again"]);
    expect((await account.sqs.send(receive)).Messages).toHaveLength(1);
    await expect(get()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(account.events("lifecycle")).toHaveLength(1);
  });

  test("is refused where it could not work", async () => {
    const { arn } = await makeQueue(account, "refused", { VisibilityTimeout: "5" });
    await account.function("refused", "", { Timeout: 5 });
    await account.function("fresh", "", { Timeout: 5 });
    await account.function("slow", "", { Timeout: 6 });
    await map(arn, "refused", { Enabled: false });
    const stream = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-11-23T00:00:00.000";
    const filters = { FilterCriteria: { Filters: [{ Pattern: "{}" }] } };
    const cases: [string, string, object, string, string][] = [
      [arn, "refused", {}, "ResourceConflictException", "already exists"],
      [arn, "slow", {}, "InvalidParameterValueException", "visibility timeout: 5 seconds is less than"],
      [arn, "missing", {}, "ResourceNotFoundException", "Function not found"],
      [`${arn}-not`, "fresh", {}, "InvalidParameterValueException", "QueueDoesNotExist"],
      [arn, "fresh", { BatchSize: 11 }, "InvalidParameterValueException", "batch window"],
      [arn, "fresh", filters, "InvalidParameterValueException", "FilterCriteria"],
      [stream, "fresh", {}, "InvalidParameterValueException", "mappings of dynamodb"],
    ];
    for (const [source, name, more, code, text] of cases) {
      await expect(map(source, name, more)).rejects.toMatchObject({
        name: code,
        message: expect.stringContaining(text),
      });
    }
  });
});
