import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import * as z from "zod";
import { defineEvent, type Event } from "./define-event";
import { newEvent } from "./new-event";
import { publish } from "./publish";
import { MAX_EVENT_BYTES, type PutEventsEntry } from "./put-events-entry";

// EventBridge's client as it is, over HTTP to an event bus that takes or refuses entries as the test says.

const noted = defineEvent({
  source: "notes",
  name: "Noted",
  version: 2,
  data: z.object({ text: z.string() }),
});
const note = (text: string) => newEvent(noted, { text }, { correlationId: "c" });
const PUBLISHER = { environment: "dev-mina", service: "notes" };

let server: Server;
const calls: (readonly PutEventsEntry[])[] = [];
/** Error code for an event in its nth attempt, or undefined if it is taken. */
let refusal: (event: Event, attempt: number) => string | undefined = () => undefined;

beforeAll(async () => {
  const attempts = new Map<string, number>();
  server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request)) as { Entries: readonly PutEventsEntry[] };
    calls.push(Entries);
    const results = Entries.map(({ Detail, DetailType }) => {
      const event = { type: DetailType, ...JSON.parse(Detail) } as Event;
      const attempt = (attempts.get(event.id) ?? 0) + 1;
      attempts.set(event.id, attempt);
      const ErrorCode = refusal(event, attempt);
      return ErrorCode ? { ErrorCode, ErrorMessage: "…" } : { EventId: `taken-${event.id}` };
    });
    const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode).length;
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify({ FailedEntryCount, Entries: results }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
});

afterEach(() => {
  calls.length = 0;
  refusal = () => undefined;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

test("an event is put on the default bus under its type, from its environment and service, with the trace", async () => {
  process.env._X_AMZN_TRACE_ID = "Root=1-00000000-000000000000000000000000";
  const event = note("tea");
  await publish(PUBLISHER, [event]);
  delete process.env._X_AMZN_TRACE_ID;
  const { type, ...detail } = event;
  expect(calls).toEqual([
    [
      {
        Source: "dev-mina.notes",
        DetailType: "notes.Noted.v2",
        Detail: JSON.stringify(detail),
        TraceHeader: "Root=1-00000000-000000000000000000000000",
      },
    ],
  ]);
});

test("no event is no call", async () => {
  await publish(PUBLISHER, []);
  expect(calls).toEqual([]);
});

test("many events are published once each, in their order, in calls of 10 entries and 1 MB", async () => {
  const events = [...Array(11).fill(1), 600_000, 600_000, 1].map((size) => note("x".repeat(size)));
  await publish(PUBLISHER, events);
  expect(calls.flat().map(({ Detail }) => JSON.parse(Detail).id)).toEqual(events.map(({ id }) => id));
  expect(calls.map((entries) => entries.length)).toEqual([10, 2, 2]);
});

test("an entry that is refused is sent again, and only that", async () => {
  refusal = ({ data }, attempt) =>
    (data as { text: string }).text === "b" && attempt < 3 ? "ThrottlingException" : undefined;
  await publish(PUBLISHER, ["a", "b", "c"].map(note));
  const texts = calls.map((entries) => entries.map(({ Detail }) => JSON.parse(Detail).data.text));
  expect(texts).toEqual([["a", "b", "c"], ["b"], ["b"]]);
});

test("an entry that is refused each time is an error that names the event; all others are published", async () => {
  refusal = ({ data }) => ((data as { text: string }).text === "b" ? "InternalFailure" : undefined);
  const events = ["a", "b", ..."cdefghijklm"].map(note);
  await expect(publish(PUBLISHER, events)).rejects.toMatchObject({
    name: "PublishError",
    message: `EventBridge did not take 1 events after 3 attempts: ${events[1]?.id} (InternalFailure); publish them again`,
    failed: new Map([[events[1]?.id, "InternalFailure"]]),
  });
  const published = new Set(calls.flat().map(({ Detail }) => JSON.parse(Detail).id));
  expect(published).toEqual(new Set(events.map(({ id }) => id)));
});

test("an event that is too large is an error before anything is sent", async () => {
  const large = note("é".repeat(MAX_EVENT_BYTES / 2));
  await expect(publish(PUBLISHER, [note("small"), large])).rejects.toMatchObject({
    name: "EventTooLargeError",
    message: expect.stringMatching(
      /^event notes\.Noted\.v2 [0-9a-f-]{36} has 102\d{4} bytes, and at most 1024000 are allowed; store the bulk elsewhere/,
    ),
  });
  expect(calls).toEqual([]);
});

test("a signal ends it", async () => {
  refusal = () => "ThrottlingException";
  await expect(
    publish(PUBLISHER, [note("a")], AbortSignal.abort(new Error("time is over"))),
  ).rejects.toMatchObject({
    name: expect.stringMatching(/^(AbortError|Error)$/),
  });
  expect(calls).toEqual([]);
});
