import { afterEach, beforeAll, expect, test } from "@jest/globals";
import type { SQSBatchResponse } from "aws-lambda";
import fc from "fast-check";
import { newEvent } from "../../events/new-event";
import type { ServiceHandler } from "../define-service";
import { orderCancelled, orderPlaced } from "../example/events";
import { counted, withOutput } from "../example/output";
import { deeds, seen } from "../example/seen";
import { eventBridgeEvent } from "../testing/eventbridge-event";
import { lambdaContext } from "../testing/lambda-context";
import { type SampleMessage, sqsEvent } from "../testing/sqs-event";

let handler: ServiceHandler;

beforeAll(() => {
  Object.assign(process.env, { TABLE_NAME: "table", LIMIT: "5" });
  handler = require("../example/main").handler;
});

afterEach(() => {
  deeds.clear();
  seen.length = 0;
});

const placed = (orderId: string) =>
  newEvent(orderPlaced, { orderId, total: 450 }, { correlationId: `cause-of-${orderId}` });

function deliver(messages: readonly SampleMessage[], queue = "captures", timeoutMs = 10_000) {
  const event = sqsEvent(`local-example-${queue}`, messages);
  return withOutput(
    () => handler(event, lambdaContext("local-example", timeoutMs)) as Promise<SQSBatchResponse>,
  );
}

const failedIds = ({ batchItemFailures }: SQSBatchResponse) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

const subjects = () => seen.map(({ input }) => (input as { data: { orderId: string } }).data.orderId).sort();

test("an event reaches the handler through EventBridge's envelope and without, by its type, with its correlation id", async () => {
  const cancelled = newEvent(orderCancelled, { orderId: "b" }, { correlationId: "c" });
  const { result } = await deliver([{ body: eventBridgeEvent(placed("a")) }, { body: cancelled }]);
  expect(result).toEqual({ batchItemFailures: [] });
  expect(seen).toEqual([
    {
      handler: "capture",
      input: expect.objectContaining({ data: { orderId: "a", total: 450 } }),
      correlationId: "cause-of-a",
    },
    { handler: "capture", input: cancelled, correlationId: "c" },
  ]);
});

test("a body of a schema is handed over as the schema's output, with the correlation id of the message's attribute", async () => {
  const body = { text: "tea", at: "2026-01-01T00:00:00Z" };
  await deliver(
    [
      { body, attributes: { correlationId: "from-attribute" } },
      { body, messageId: "alone" },
    ],
    "notes",
  );
  expect(seen.map(({ correlationId }) => correlationId)).toEqual(["from-attribute", "alone"]);
  expect(seen[0]?.input).toEqual({ text: "tea", at: "2026-01-01T00:00:00.000Z" });
});

test("exactly the messages that fail come again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }), async (fails) => {
      deeds.clear();
      seen.length = 0;
      const ids = fails.map((_, index) => `order-${index}`);
      for (const [index, id] of ids.entries())
        if (fails[index]) deeds.set(id, () => Promise.reject(new Error("no money")));
      const { result, lines } = await deliver(ids.map((id) => ({ body: placed(id), messageId: id })));
      expect(failedIds(result)).toEqual(ids.filter((_, index) => fails[index]));
      expect(subjects()).toEqual(ids.filter((_, index) => !fails[index]));
      expect(counted(lines, "BatchItemFailures")).toBe(fails.filter(Boolean).length);
    }),
    { numRuns: 30 },
  );
});

test("the log of a failed message has its correlation id and how often it came", async () => {
  deeds.set("a", () => Promise.reject(new Error("no money")));
  const { lines } = await deliver([{ body: placed("a"), messageId: "m", receiveCount: 3 }]);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: "ERROR",
      message: "message failed",
      correlation_id: "cause-of-a",
      trigger: "queue:captures",
      message_id: "m",
      receive_count: 3,
      error: expect.objectContaining({ message: "no money" }),
    }),
  );
});

test.each([
  ["no JSON", "{", "the message is not valid: it is not JSON"],
  [
    "another type",
    { type: "orders.Other.v1" },
    /its type is orders\.Other\.v1 and not orders\.OrderPlaced\.v1/,
  ],
  ["no type", "[1]", /its type is missing/],
  [
    "no data",
    { ...placed("a"), data: {} },
    /\/data\/orderId: Invalid input: expected string, received undefined/,
  ],
  ["no id", eventBridgeEvent({ ...placed("a"), id: "" }), /\/id: Too small/],
])(
  "a message with %s fails alone, is logged without its contents, and is counted",
  async (_, body, message) => {
    const { result, lines } = await deliver([{ body, messageId: "bad" }, { body: placed("good") }]);
    expect(failedIds(result)).toEqual(["bad"]);
    expect(subjects()).toEqual(["good"]);
    expect(counted(lines, "InvalidInput")).toBe(1);
    const errors = lines.filter(({ level }) => level === "ERROR").map(({ error }) => error);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  },
);

test("in a FIFO queue the rest of a group fails after one that failed, in order; other groups go on", async () => {
  deeds.set("a2", () => Promise.reject(new Error("no money")));
  const messages = ["a1", "b1", "a2", "a3", "b2"].map((id) => ({
    body: placed(id),
    messageId: id,
    groupId: id.charAt(0),
  }));
  const { result, lines } = await deliver(messages, "captures.fifo");
  expect(failedIds(result)).toEqual(["a2", "a3"]);
  expect(subjects()).toEqual(["a1", "b1", "b2"]);
  expect(counted(lines, "BatchItemFailures")).toBe(2);
});

test("a FIFO queue's group is handled one after the other", async () => {
  const running = new Set<string>();
  for (const id of ["a1", "a2", "a3"]) {
    deeds.set(id, async () => {
      expect([...running]).toEqual([]);
      running.add(id);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(id);
    });
  }
  const { result } = await deliver(
    ["a1", "a2", "a3"].map((id) => ({ body: placed(id), groupId: "a" })),
    "captures.fifo",
  );
  expect(failedIds(result)).toEqual([]);
});

test("a handler that hangs fails its message before the function's time is over, and the others are done", async () => {
  let aborted: unknown;
  deeds.set("hangs", (signal) => {
    signal.addEventListener("abort", () => {
      aborted = signal.reason;
    });
    return new Promise(() => {});
  });
  const { result, lines } = await deliver(
    [{ body: placed("hangs"), messageId: "hangs" }, { body: placed("good") }],
    "captures",
    300,
  );
  expect(failedIds(result)).toEqual(["hangs"]);
  expect(subjects()).toEqual(["good"]);
  expect(aborted).toMatchObject({ name: "DeadlineError" });
  expect(JSON.stringify(lines)).toContain("a dependency hangs or the timeout is too short");
});

test("a queue that the code does not know fails as a whole, says what is known, and is counted", async () => {
  const { result, lines } = await withOutput(() =>
    (
      handler(
        sqsEvent("local-example-refunds", [{ body: "" }]),
        lambdaContext("local-example"),
      ) as Promise<unknown>
    ).catch((error) => error),
  );
  expect(result).toMatchObject({
    name: "UnknownTriggerError",
    message:
      "example was invoked by the queue refunds, and of this kind it handles only captures, once, notes; " +
      "handle it in defineService, or remove it from stack.ts",
  });
  expect(counted(lines, "UnknownEvent")).toBe(1);
});
