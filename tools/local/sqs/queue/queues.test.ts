import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makeQueue, startSqs, type TestSqs } from "../sqs.fixture";

let sqs: TestSqs;

beforeAll(async () => {
  sqs = await startSqs();
});

afterAll(() => sqs.close());

async function attributes(QueueUrl: string): Promise<Record<string, string>> {
  const asked = await sqs.client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return asked.Attributes ?? {};
}

async function set(QueueUrl: string, Attributes: Record<string, string>): Promise<void> {
  await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

const redriveTo = (deadLetterTargetArn: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
});

async function receiveAll(QueueUrl: string): Promise<(string | undefined)[]> {
  const { Messages = [] } = await sqs.client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body }) => Body).sort();
}

describe("a queue", () => {
  test("has AWS's defaults, and keeps what is set", async () => {
    const { QueueUrl, arn } = await makeQueue(sqs, "defaults");
    expect(arn).toBe("arn:aws:sqs:us-east-1:000000000000:defaults");
    expect(await attributes(QueueUrl)).toEqual({
      QueueArn: arn,
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
      LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
      DelaySeconds: "0",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "30",
    });
    await set(QueueUrl, { VisibilityTimeout: "7", Policy: '{"Statement":[]}' });
    expect(await attributes(QueueUrl)).toMatchObject({ VisibilityTimeout: "7", Policy: '{"Statement":[]}' });
    for (const Policy of ['{"Statement":null}', '{"Statement":[null]}', "{}", "null", "["]) {
      await expect(set(QueueUrl, { Policy })).rejects.toThrow("not a policy document");
    }
    await set(QueueUrl, { Policy: "" });
    expect((await attributes(QueueUrl)).Policy).toBeUndefined();
  });

  test("made again as it is, is the same one; made again otherwise, is refused", async () => {
    const { QueueUrl } = await makeQueue(sqs, "again", { VisibilityTimeout: "7" });
    expect((await makeQueue(sqs, "again", { VisibilityTimeout: "7" })).QueueUrl).toBe(QueueUrl);
    expect((await makeQueue(sqs, "again")).QueueUrl).toBe(QueueUrl);
    await expect(makeQueue(sqs, "again", { VisibilityTimeout: "8" })).rejects.toMatchObject({
      name: "QueueNameExists",
      message: expect.stringContaining("VisibilityTimeout"),
    });
  });

  test("is found by its name, also when the account has another port since, and is gone with its messages", async () => {
    const { QueueUrl } = await makeQueue(sqs, "found");
    const { QueueUrl: found } = await sqs.client.send(new GetQueueUrlCommand({ QueueName: "found" }));
    expect(found).toBe(QueueUrl);
    const elsewhere = "http://127.0.0.1:1/000000000000/found";
    await sqs.client.send(new SendMessageCommand({ QueueUrl: elsewhere, MessageBody: "x" }));
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(attributes(QueueUrl)).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await makeQueue(sqs, "found");
    expect(await receiveAll(QueueUrl)).toEqual([]);
  });

  test("lists come in pages", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await makeQueue(sqs, name);
    const list = (more: object) =>
      sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: "page-", MaxResults: 2, ...more }));
    const first = await list({});
    expect(first.QueueUrls).toHaveLength(2);
    const second = await list({ NextToken: first.NextToken });
    expect([...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])].map((url) => url.slice(-1))).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  test("has tags", async () => {
    const { QueueUrl } = await makeQueue(sqs, "tagged");
    await sqs.client.send(new TagQueueCommand({ QueueUrl, Tags: { a: "1", b: "2" } }));
    await sqs.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a"] }));
    expect((await sqs.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: "2" });
  });

  test.each([
    ["a FIFO queue by its name", "orders.fifo", {}, "UnsupportedOperation"],
    ["a FIFO queue by its attribute", "orders", { FifoQueue: "true" }, "UnsupportedOperation"],
    ["a bad name", "a b", {}, "InvalidParameterValue"],
    ["an attribute that there is not", "orders", { Speed: "1" }, "InvalidAttributeName"],
    ["a value out of bounds", "orders", { DelaySeconds: "901" }, "InvalidAttributeValue"],
    ["a value that is no number", "orders", { DelaySeconds: "soon" }, "InvalidAttributeValue"],
    [
      "a redrive policy to nowhere",
      "orders",
      redriveTo("arn:aws:sqs:us-east-1:000000000000:no", 1),
      "InvalidParameterValue",
    ],
  ])("refuses %s", async (_, QueueName, Attributes: Record<string, string>, name) => {
    await expect(sqs.client.send(new CreateQueueCommand({ QueueName, Attributes }))).rejects.toMatchObject({
      name,
    });
  });
});

describe("dead letters", () => {
  test("a message that was received too often goes to the dead-letter queue, of the age that it has", async () => {
    const dead = await makeQueue(sqs, "dead", { MessageRetentionPeriod: "120" });
    const source = await makeQueue(sqs, "source", { VisibilityTimeout: "10", ...redriveTo(dead.arn, 2) });
    const { QueueUrl } = source;
    for (const MessageBody of ["poison", "old"]) {
      await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    for (let receives = 0; receives < 2; receives += 1) {
      expect(await receiveAll(QueueUrl)).toEqual(["old", "poison"]);
      sqs.pass(11);
    }
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "young" }));
    expect(await receiveAll(QueueUrl)).toEqual(["young"]);
    expect(sqs.api.statistics(dead.arn)).toMatchObject({ visible: 2, ageOfOldestSeconds: 0 });
    const { Messages = [] } = await sqs.client.send(
      new ReceiveMessageCommand({
        QueueUrl: dead.QueueUrl,
        MaxNumberOfMessages: 10,
        AttributeNames: ["All"],
      }),
    );
    // "Across all queues", as the API's documentation has it.
    expect(
      Messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]).sort(),
    ).toEqual([
      ["old", "3"],
      ["poison", "3"],
    ]);
    // 22 s old when they came, they are retained for the rest of the 120 s.
    sqs.pass(99);
    expect(sqs.api.statistics(dead.arn)).toMatchObject({ visible: 0, inFlight: 0 });
  });

  test("a dead-letter queue says whose dead letters it takes", async () => {
    const allowed = "arn:aws:sqs:us-east-1:000000000000:allowed";
    const policy = { redrivePermission: "byQueue", sourceQueueArns: [allowed] };
    const dead = await makeQueue(sqs, "picky", { RedriveAllowPolicy: JSON.stringify(policy) });
    await makeQueue(sqs, "allowed", redriveTo(dead.arn, 1));
    await expect(makeQueue(sqs, "other", redriveTo(dead.arn, 1))).rejects.toThrow("RedriveAllowPolicy");
    await set(dead.QueueUrl, { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    await expect(makeQueue(sqs, "late", redriveTo(dead.arn, 1))).rejects.toThrow("RedriveAllowPolicy");
  });

  test("dead letters move back to where they came from, as new messages", async () => {
    const dead = await makeQueue(sqs, "moved-dead");
    const { QueueUrl, arn } = await makeQueue(sqs, "moved", {
      VisibilityTimeout: "0",
      ...redriveTo(dead.arn, 1),
    });
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    expect(await receiveAll(QueueUrl)).toEqual(["x"]);
    expect(await receiveAll(QueueUrl)).toEqual([]);
    const start = (SourceArn: string) => sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    await expect(start(arn)).rejects.toThrow("must be configured as a Dead Letter Queue");
    await start(dead.arn);
    expect(await receiveAll(QueueUrl)).toEqual(["x"]);
    await sqs.client.send(new SendMessageCommand({ QueueUrl: dead.QueueUrl, MessageBody: "of nowhere" }));
    await start(dead.arn);
    const { Results } = await sqs.client.send(
      new ListMessageMoveTasksCommand({ SourceArn: dead.arn, MaxResults: 10 }),
    );
    expect(Results).toMatchObject([
      {
        Status: "FAILED",
        FailureReason: "CouldNotDetermineMessageSource",
        ApproximateNumberOfMessagesMoved: 0,
      },
      { Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 },
    ]);
  });

  test("while the dead-letter queue is not there, messages stay", async () => {
    const dead = await makeQueue(sqs, "leaving");
    const { QueueUrl } = await makeQueue(sqs, "staying", {
      VisibilityTimeout: "0",
      ...redriveTo(dead.arn, 1),
    });
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl: dead.QueueUrl }));
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    for (let receives = 0; receives < 3; receives += 1) expect(await receiveAll(QueueUrl)).toEqual(["x"]);
  });
});

test("an account of before receives were counted across queues goes on", async () => {
  const first = await startSqs();
  const { QueueUrl } = await makeQueue(first, "old");
  await first.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "kept" }));
  await first.close(true);
  const database = new DatabaseSync(join(first.stateFolder, "sqs", "queues.sqlite"));
  database.exec("ALTER TABLE messages DROP COLUMN earlier_receives");
  database.close();
  const second = await startSqs(first.stateFolder);
  const { Messages = [] } = await second.client.send(
    new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["ApproximateReceiveCount"] }),
  );
  expect(Messages).toMatchObject([{ Body: "kept", Attributes: { ApproximateReceiveCount: "1" } }]);
  await second.close();
});

test("queues and messages are there after a restart", async () => {
  const first = await startSqs();
  const { QueueUrl, arn } = await makeQueue(first, "kept", { VisibilityTimeout: "7" });
  await first.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  await first.close(true);
  const second = await startSqs(first.stateFolder);
  expect(second.api.statistics(arn).visible).toBe(1);
  expect(await second.api.visibilityTimeout(arn)).toBe(7);
  await second.close();
});
