import { expect, test } from "@jest/globals";
import * as z from "zod";
import * as mini from "zod/mini";
import { defineEvent, type EventOf } from "./define-event";
import { newEvent } from "./new-event";

const placed = defineEvent({
  source: "orders",
  name: "OrderPlaced",
  version: 1,
  data: z.object({ orderId: z.string(), total: z.int().default(0) }),
});
const cancelled = defineEvent({
  source: "orders",
  name: "OrderCancelled",
  version: 2,
  data: mini.object({ reason: mini.optional(mini.string()) }),
});

/** Compiles only if the type distinguishes the events, with the types of their data. */
function textOf(event: EventOf<typeof placed | typeof cancelled>): string {
  return event.type === "orders.OrderPlaced.v1" ? event.data.orderId : (event.data.reason ?? "none");
}

test("the type is made of source, name and version", () => {
  expect([placed.type, cancelled.type]).toEqual(["orders.OrderPlaced.v1", "orders.OrderCancelled.v2"]);
});

test("a new event carries on its cause, and its data are the schema's output", () => {
  const event = newEvent(placed, { orderId: "a" }, { correlationId: "c", traceparent: "00-…" });
  expect(event).toEqual({
    type: "orders.OrderPlaced.v1",
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    correlationId: "c",
    traceparent: "00-…",
    data: { orderId: "a", total: 0 },
  });
  expect(textOf(event)).toBe("a");
  expect(textOf(newEvent(cancelled, {}, { correlationId: "c", id: "given" }))).toBe("none");
});

test("data that are not of the definition are refused where they are published", () => {
  expect(() => newEvent(placed, { orderId: 5 as unknown as string }, { correlationId: "c" })).toThrow(
    /orderId/,
  );
});

test("the detail takes what an event has besides its type, and leaves out members that it does not know", () => {
  const { type: _, ...detail } = newEvent(placed, { orderId: "a" }, { correlationId: "c" });
  const sent = { ...detail, added: 1, data: { ...detail.data, added: 2 } };
  expect(z.safeParse(placed.detail, sent)).toMatchObject({ success: true, data: detail });
});

test.each(["id", "time", "correlationId", "data"])("the detail must have %s", (member) => {
  const detail: Record<string, unknown> = newEvent(placed, { orderId: "a" }, { correlationId: "c" }) as never;
  const { [member]: _, ...rest } = detail;
  expect(z.safeParse(placed.detail, rest).success).toBe(false);
});
