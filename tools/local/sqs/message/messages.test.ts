import { createHash } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makeQueue, startSqs, type TestSqs } from "../sqs.fixture";

let sqs: TestSqs;
let names = 0;

beforeAll(async () => {
  sqs = await startSqs();
});

afterAll(() => sqs.close());

async function queue(attributes: Record<string, string> = {}): Promise<string> {
  names += 1;
  return (await makeQueue(sqs, `messages-${names}`, attributes)).QueueUrl;
}

async function send(QueueUrl: string, MessageBody: string, more: object = {}): Promise<void> {
  await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
}

async function receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more });
  return (await sqs.client.send(command)).Messages ?? [];
}

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

describe("sending and receiving", () => {
  test("a message comes with its attributes, whose digests the SDK checks, and is gone once deleted", async () => {
    const QueueUrl = await queue();
    const MessageAttributes = {
      correlationId: { DataType: "String", StringValue: "ünïcode" },
      attempts: { DataType: "Number", StringValue: "3" },
      bytes: { DataType: "Binary.png", BinaryValue: Buffer.from([0, 255, 7]) },
    };
    const trace = {
      DataType: "String",
      StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
    } as const;
    const MessageSystemAttributes = { AWSTraceHeader: trace };
    const sent = await sqs.client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "hello ✓",
        MessageAttributes,
        MessageSystemAttributes,
      }),
    );
    const [message] = await receive(QueueUrl, {
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    expect(message).toMatchObject({
      Body: "hello ✓",
      MessageId: sent.MessageId,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: "1", AWSTraceHeader: trace.StringValue },
      MessageAttributes: {
        correlationId: MessageAttributes.correlationId,
        attempts: MessageAttributes.attempts,
      },
    });
    expect(Buffer.from(message?.MessageAttributes?.bytes?.BinaryValue ?? [])).toEqual(
      Buffer.from([0, 255, 7]),
    );
    const { SentTimestamp, ApproximateFirstReceiveTimestamp } = message?.Attributes ?? {};
    expect(Number(ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(Number(SentTimestamp));
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    sqs.pass(60);
    expect(await receive(QueueUrl)).toEqual([]);
  });

  test("the digest of attributes is the one that AWS's documentation describes", async () => {
    const QueueUrl = await queue();
    const { MD5OfMessageAttributes } = await sqs.client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "x",
        MessageAttributes: {
          b: { DataType: "Binary", BinaryValue: Buffer.from("v") },
          a: { DataType: "String", StringValue: "é" },
        },
      }),
    );
    // Length and bytes of name and type, the kind of value, length and bytes of the value; by name.
    const part = (text: string) => [0, 0, 0, Buffer.byteLength(text), ...Buffer.from(text)];
    const a = [...part("a"), ...part("String"), 1, ...part("é")];
    const b = [...part("b"), ...part("Binary"), 2, ...part("v")];
    const expected = createHash("md5")
      .update(Buffer.from([...a, ...b]))
      .digest("hex");
    expect(MD5OfMessageAttributes).toBe(expected);
  });

  test("only the attributes that a receiver asks for are returned", async () => {
    const QueueUrl = await queue({ VisibilityTimeout: "0" });
    const value = { DataType: "String", StringValue: "x" };
    await send(QueueUrl, "x", { MessageAttributes: { "bar.one": value, "bar.two": value, foo: value } });
    const names = async (MessageAttributeNames: string[]) =>
      Object.keys((await receive(QueueUrl, { MessageAttributeNames }))[0]?.MessageAttributes ?? {}).sort();
    expect(await names([])).toEqual([]);
    expect(await names(["foo"])).toEqual(["foo"]);
    expect(await names(["bar.*"])).toEqual(["bar.one", "bar.two"]);
    expect(await names([".*"])).toEqual(["bar.one", "bar.two", "foo"]);
  });

  test("entries of a batch succeed and fail one by one", async () => {
    const QueueUrl = await queue();
    const Entries = [
      { Id: "good", MessageBody: "good" },
      { Id: "bad", MessageBody: "bad\u0000" },
      { Id: "late", MessageBody: "late", DelaySeconds: 901 },
    ];
    // The SDK's own check of digests needs an answer for each entry.
    const answer = await sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(answer.Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).toEqual([
      ["bad", "InvalidMessageContents", true],
      ["late", "InvalidParameterValue", true],
    ]);
    const received = await receive(QueueUrl);
    expect(bodies(received)).toEqual(["good"]);
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "a", ReceiptHandle: received[0]?.ReceiptHandle },
          { Id: "b", ReceiptHandle: "none of ours" },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: "a" }]);
    expect(deleted.Failed).toMatchObject([{ Id: "b", Code: "ReceiptHandleIsInvalid" }]);
  });

  test("a receiver that waits gets a message as soon as it is sent", async () => {
    const QueueUrl = await queue({ ReceiveMessageWaitTimeSeconds: "20" });
    const waiting = receive(QueueUrl);
    await send(QueueUrl, "now");
    expect(bodies(await waiting)).toEqual(["now"]);
  });

  test("a receiver that waits gets a message as soon as it becomes visible again", async () => {
    const QueueUrl = await queue();
    await send(QueueUrl, "again");
    await receive(QueueUrl, { VisibilityTimeout: 1 });
    expect(bodies(await receive(QueueUrl, { WaitTimeSeconds: 20 }))).toEqual(["again"]);
  });

  test("a client that went while it waited does not take a message along", async () => {
    const QueueUrl = await queue();
    const gone = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const waiting = sqs.client.send(command, { abortSignal: gone.signal });
    const patient = receive(QueueUrl, { WaitTimeSeconds: 20 });
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await send(QueueUrl, "for the patient one");
    expect(bodies(await patient)).toEqual(["for the patient one"]);
  });
});

describe("time", () => {
  test("a received message is invisible until its timeout ends, or until that is changed", async () => {
    const QueueUrl = await queue({ VisibilityTimeout: "30" });
    await send(QueueUrl, "x");
    const [first] = await receive(QueueUrl);
    expect(await receive(QueueUrl)).toEqual([]);
    sqs.pass(31);
    const [second] = await receive(QueueUrl, { MessageSystemAttributeNames: ["All"] });
    expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    const ReceiptHandle = second?.ReceiptHandle;
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(bodies(await receive(QueueUrl))).toEqual(["x"]);
  });

  test("an older receipt handle deletes nothing: another receiver has the message", async () => {
    const QueueUrl = await queue({ VisibilityTimeout: "5" });
    await send(QueueUrl, "x");
    const [first] = await receive(QueueUrl);
    sqs.pass(6);
    await receive(QueueUrl);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    sqs.pass(6);
    expect(bodies(await receive(QueueUrl))).toEqual(["x"]);
  });

  test("visibility can be changed only of a message in flight, and to at most 12 hours in all", async () => {
    const QueueUrl = await queue({ VisibilityTimeout: "5" });
    await send(QueueUrl, "x");
    const [message] = await receive(QueueUrl);
    const change = (VisibilityTimeout: number) =>
      sqs.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    sqs.pass(1);
    await expect(change(43_200)).rejects.toThrow("beyond the limit");
    sqs.pass(5);
    await expect(change(1)).rejects.toMatchObject({ name: "MessageNotInflight" });
  });

  test("delayed messages are counted as such, and come after their delay", async () => {
    const QueueUrl = await queue({ DelaySeconds: "10" });
    await send(QueueUrl, "late");
    await send(QueueUrl, "at once", { DelaySeconds: 0 });
    expect(bodies(await receive(QueueUrl))).toEqual(["at once"]);
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "1",
      ApproximateNumberOfMessagesNotVisible: "1",
    });
    sqs.pass(11);
    expect(bodies(await receive(QueueUrl))).toEqual(["late"]);
  });

  test("a message that is not received is gone after the queue's retention", async () => {
    const QueueUrl = await queue({ MessageRetentionPeriod: "60" });
    await send(QueueUrl, "old");
    sqs.pass(61);
    await send(QueueUrl, "young");
    expect(bodies(await receive(QueueUrl))).toEqual(["young"]);
  });

  test("depth and age of a queue", async () => {
    const { QueueUrl, arn } = await makeQueue(sqs, "measured");
    expect(sqs.api.statistics(arn)).toEqual({ visible: 0, inFlight: 0, delayed: 0, ageOfOldestSeconds: 0 });
    await send(QueueUrl, "first");
    sqs.pass(90);
    await send(QueueUrl, "second");
    await receive(QueueUrl, { MaxNumberOfMessages: 1 });
    expect(sqs.api.statistics(arn)).toEqual({ visible: 1, inFlight: 1, delayed: 0, ageOfOldestSeconds: 90 });
    const purge = new PurgeQueueCommand({ QueueUrl });
    await expect(sqs.client.send(purge)).rejects.toThrow("does not support the SQS operation PurgeQueue");
  });
});

describe("what is refused", () => {
  test("messages over the queue's limit, attributes counted", async () => {
    const QueueUrl = await queue({ MaximumMessageSize: "1024" });
    await send(QueueUrl, "x".repeat(1024));
    await expect(send(QueueUrl, "x".repeat(1025))).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("Message must be shorter than 1024 bytes."),
    });
    const MessageAttributes = { a: { DataType: "String", StringValue: "b" } };
    await expect(send(QueueUrl, "x".repeat(1017), { MessageAttributes })).rejects.toThrow("1024 bytes");
    await send(QueueUrl, "x".repeat(1016), { MessageAttributes });
  });

  test("a batch over 1 MiB, with too many entries, with none, and with an id twice", async () => {
    const QueueUrl = await queue();
    const batch = (Entries: { Id: string; MessageBody: string }[]) =>
      sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const MessageBody = "x".repeat(600_000);
    await expect(
      batch([
        { Id: "a", MessageBody },
        { Id: "b", MessageBody },
      ]),
    ).rejects.toMatchObject({ name: "BatchRequestTooLong" });
    const many = Array.from({ length: 11 }, (_, index) => ({ Id: String(index), MessageBody: "x" }));
    await expect(batch(many)).rejects.toMatchObject({ name: "TooManyEntriesInBatchRequest" });
    await expect(batch([])).rejects.toMatchObject({ name: "EmptyBatchRequest" });
    await expect(
      batch([
        { Id: "a", MessageBody: "x" },
        { Id: "a", MessageBody: "y" },
      ]),
    ).rejects.toMatchObject({ name: "BatchEntryIdsNotDistinct" });
    expect(await receive(QueueUrl)).toEqual([]);
  });

  test("an attribute with characters that no body may have", async () => {
    const QueueUrl = await queue();
    const MessageAttributes = { a: { DataType: "String", StringValue: "x\u0001" } };
    await expect(send(QueueUrl, "x", { MessageAttributes })).rejects.toThrow("'a' has characters");
  });

  test.each([
    ["a parameter that is not there", { QueueUrl: undefined }, "MissingParameter"],
    ["too many messages", { MaxNumberOfMessages: 11 }, "InvalidParameterValue"],
    ["too long a wait", { WaitTimeSeconds: 21 }, "InvalidParameterValue"],
    ["a queue that is not there", { QueueUrl: "http://127.0.0.1/000000000000/none" }, "QueueDoesNotExist"],
    ["a system attribute that is none", { AttributeNames: ["Foo"] }, "InvalidAttributeName"],
    ["what only FIFO queues know", { ReceiveRequestAttemptId: "x" }, "UnsupportedOperation"],
  ])("%s", async (_, input, name) => {
    const QueueUrl = await queue();
    const command = new ReceiveMessageCommand({ QueueUrl, ...input } as ReceiveMessageCommandInput);
    await expect(sqs.client.send(command)).rejects.toMatchObject({ name });
  });
});
