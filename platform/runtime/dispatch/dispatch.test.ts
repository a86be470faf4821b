import { afterEach, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod";
import { newEvent } from "../../events/new-event";
import { defineService, type ServiceHandler } from "../define-service";
import { orderCancelled, orderPlaced } from "../example/events";
import { counted, withOutput } from "../example/output";
import { deeds, seen } from "../example/seen";
import { dynamodbEvent, streamArn } from "../testing/dynamodb-event";
import { eventBridgeEvent, scheduleEvent } from "../testing/eventbridge-event";
import { lambdaContext } from "../testing/lambda-context";
import { snsEvent } from "../testing/sns-event";
import { sqsEvent } from "../testing/sqs-event";

let handler: ServiceHandler;

beforeAll(() => {
  Object.assign(process.env, {
    TABLE_NAME: "table",
    LIMIT: "5",
    FERRY_STREAMS: JSON.stringify({ [streamArn("notes")]: "notes" }),
  });
  handler = require("../example/main").handler;
});

afterEach(() => {
  deeds.clear();
  seen.length = 0;
});

/** What the invocation answered or threw, and what it wrote. */
function invoke(event: unknown, timeoutMs?: number) {
  return withOutput(() =>
    handler(event, lambdaContext("local-example", timeoutMs)).catch((error: unknown) => ({ error })),
  );
}

const cancelled = newEvent(orderCancelled, { orderId: "a" }, { correlationId: "cause" });
const placed = newEvent(orderPlaced, { orderId: "a", total: 1 }, { correlationId: "cause" });
const note = { pk: "NOTE#1", sk: "NOTE", text: "tea", at: "2026-01-01T00:00:00Z" };

test("the triggers are data that need no environment variable", () => {
  expect(JSON.parse(JSON.stringify(handler.triggers))).toEqual({
    http: true,
    events: ["orders.OrderCancelled.v1"],
    queues: ["captures", "once", "notes"],
    schedules: ["sweep"],
    streams: ["notes"],
    topics: ["notes"],
  });
});

test("an event goes to the handler of its type, with its correlation id", async () => {
  const { result } = await invoke(eventBridgeEvent(cancelled));
  expect(result).toBeUndefined();
  expect(seen).toEqual([{ handler: "on-order-cancelled", input: cancelled, correlationId: "cause" }]);
});

test("what is thrown and no Error is logged as one, with what it was", async () => {
  for (const thrown of ["no money", null, { level: "INFO", message: "forged" }]) {
    deeds.set("a", () => Promise.reject(thrown));
    const event = await invoke(eventBridgeEvent(cancelled));
    expect(event.result).toEqual({ error: expect.objectContaining({ cause: thrown }) });
    const queue = await invoke(sqsEvent("local-example-captures", [{ body: placed }]));
    for (const { lines } of [event, queue]) {
      const errors = lines.filter(({ level }) => level === "ERROR");
      expect(errors).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({ cause: thrown, stack: expect.any(String) }),
        }),
      ]);
    }
  }
});

test("an event that fails is thrown, so that Lambda repeats it, and logged", async () => {
  deeds.set("a", () => Promise.reject(new Error("no money")));
  const { result, lines } = await invoke(eventBridgeEvent(cancelled));
  expect(result).toEqual({ error: expect.objectContaining({ message: "no money" }) });
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: "event:orders.OrderCancelled.v1 failed",
      trigger: "event:orders.OrderCancelled.v1",
      correlation_id: "cause",
    }),
  );
});

test("an event that hangs is thrown before the function's time is over", async () => {
  deeds.set("a", () => new Promise(() => {}));
  const { result } = await invoke(eventBridgeEvent(cancelled), 200);
  expect(result).toEqual({ error: expect.objectContaining({ name: "DeadlineError" }) });
});

test("an event whose detail is not valid is thrown and counted", async () => {
  const { result, lines } = await invoke(eventBridgeEvent({ ...cancelled, data: { orderId: 5 } }));
  expect(result).toEqual({ error: expect.objectContaining({ name: "InvalidInputError" }) });
  expect(counted(lines, "InvalidInput")).toBe(1);
  expect(seen).toEqual([]);
});

test("a schedule starts its handler with the time that was due", async () => {
  await invoke(scheduleEvent("local-example-sweep", "2026-02-03T04:05:06Z"));
  expect(seen).toMatchObject([{ handler: "sweep", input: { time: "2026-02-03T04:05:06Z" } }]);
});

test("a topic's message is the schema's output, with the correlation id of its attribute", async () => {
  await invoke(snsEvent("local-example-notes", note, { correlationId: "cause" }));
  expect(seen).toEqual([
    { handler: "take-note", input: { text: "tea", at: "2026-01-01T00:00:00.000Z" }, correlationId: "cause" },
  ]);
});

test.each([["{"], [{ text: 5 }]])("a topic's message %p is thrown and counted", async (message) => {
  const { result, lines } = await invoke(snsEvent("local-example-notes", message));
  expect(result).toEqual({ error: expect.objectContaining({ name: "InvalidInputError" }) });
  expect(counted(lines, "InvalidInput")).toBe(1);
});

test("changes of a table have the types of its items", async () => {
  const { result } = await invoke(
    dynamodbEvent("notes", [
      { after: note },
      { before: note, after: { ...note, text: "cup" } },
      { before: note },
    ]),
  );
  expect(result).toEqual({ batchItemFailures: [] });
  const [tea, cup] = ["tea", "cup"].map((text) => ({ text, at: new Date("2026-01-01T00:00:00Z") }));
  const keys = { pk: "NOTE#1", sk: "NOTE" };
  expect(seen.map(({ input }) => input)).toEqual([
    { kind: "INSERT", keys, after: tea },
    { kind: "MODIFY", keys, before: tea, after: cup },
    { kind: "REMOVE", keys, before: tea },
  ]);
});

test("a stream goes on from the first change that failed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), async (fails) => {
      deeds.clear();
      seen.length = 0;
      deeds.set("bad", () => Promise.reject(new Error("no")));
      const changes = fails.map((fail) => ({ after: { ...note, text: fail ? "bad" : "good" } }));
      const { result } = await invoke(dynamodbEvent("notes", changes));
      const first = fails.indexOf(true);
      expect(result).toEqual({
        batchItemFailures: first < 0 ? [] : [{ itemIdentifier: String(first + 1) }],
      });
      expect(seen).toHaveLength(first < 0 ? fails.length : first);
    }),
    { numRuns: 30 },
  );
});

test.each([
  [
    "an event type",
    eventBridgeEvent(newEvent(orderPlaced, { orderId: "a", total: 1 }, { correlationId: "c" })),
    /the event orders\.OrderPlaced\.v1, and of this kind it handles only orders\.OrderCancelled\.v1/,
  ],
  [
    "a member of every object",
    eventBridgeEvent({ ...cancelled, type: "constructor" }),
    /the event constructor/,
  ],
  ["a schedule", scheduleEvent("local-example-other"), /the schedule other, .* only sweep/],
  ["another function's schedule", scheduleEvent("local-orders-sweep"), /the schedule arn:aws:scheduler:/],
  ["a topic", snsEvent("local-example-other", note), /the topic other/],
  ["a stream", dynamodbEvent("orders", [{ after: note }]), /the stream arn:aws:dynamodb:/],
  [
    "a shape",
    { card: "4111111111111111" },
    /an object with the members card, which is the shape of no trigger/,
  ],
])("%s that is not known is an error that says so, and counted", async (_, event, message) => {
  const { result, lines } = await invoke(event);
  expect(result).toEqual({ error: expect.objectContaining({ message: expect.stringMatching(message) }) });
  expect(counted(lines, "UnknownEvent")).toBe(1);
  expect(JSON.stringify(lines)).not.toContain("4111111111111111");
});

test.each([
  ["an event", eventBridgeEvent(cancelled)],
  ["a batch of a queue", sqsEvent("local-example-notes", [{ body: note }, { body: note }])],
  ["a schedule", scheduleEvent("local-example-sweep")],
  ["a topic's message", snsEvent("local-example-notes", note)],
  ["a batch of a stream", dynamodbEvent("notes", [{ after: note }])],
])("without its environment variables %s is thrown as a whole, and the log names them", async (_, event) => {
  const variables = z.object({ NOT_SET: z.string() });
  const incomplete = defineService({ ...handler.spec, variables: variables as never });
  const { result, lines } = await withOutput(() =>
    incomplete(event, lambdaContext("local-example")).catch((error: unknown) => ({ error })),
  );
  const message =
    "environment variables of example are missing or not valid: NOT_SET is missing; stack.ts sets them";
  expect(result).toEqual({ error: expect.objectContaining({ name: "VariablesError", message }) });
  expect(lines).toContainEqual(
    expect.objectContaining({ level: "ERROR", error: expect.objectContaining({ message }) }),
  );
  expect(seen).toEqual([]);
});

test("the log says which invocation it was", async () => {
  deeds.set("a", () => Promise.reject(new Error("no money")));
  const { lines } = await invoke(eventBridgeEvent(cancelled));
  expect(lines).toContainEqual(
    expect.objectContaining({
      function_version: "1",
      function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    }),
  );
});
