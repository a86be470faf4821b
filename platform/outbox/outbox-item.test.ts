import { expect, test } from "@jest/globals";
import { EventTooLargeError } from "../events/event-too-large-error";
import { eventOf, MAX_EVENT_BYTES, outboxItem, outboxKey } from "./outbox-item";

const event = (text: string, time = "2026-01-01T00:00:00.000Z") => ({
  type: "orders.OrderPlaced.v1",
  id: "e-1",
  time,
  correlationId: "c-1",
  data: { text },
});

test("what is kept is the event, and the older one comes first", () => {
  const kept = event("größer");
  expect(eventOf(outboxItem(kept))).toEqual(kept);
  const [older, newer] = [kept, event("", "2026-01-01T00:00:00.001Z")].map(
    (one) => outboxKey(one).sk?.S ?? "",
  );
  expect([newer, older].sort()).toEqual([older, newer]);
});

test("an event that no item can hold is an error that names it, before anything is written", () => {
  const left = MAX_EVENT_BYTES - Buffer.byteLength(JSON.stringify(event("")));
  expect(() => outboxItem(event("x".repeat(left)))).not.toThrow();
  const tooLarge = () => outboxItem(event(`${"x".repeat(left - 1)}ß`));
  expect(tooLarge).toThrow(EventTooLargeError);
  expect(tooLarge).toThrow(
    `event orders.OrderPlaced.v1 e-1 has ${MAX_EVENT_BYTES + 1} bytes, and at most ${MAX_EVENT_BYTES} are allowed`,
  );
});
