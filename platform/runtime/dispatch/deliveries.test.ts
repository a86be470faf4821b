import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { dynamodbEvent } from "../testing/dynamodb-event";
import { eventBridgeEvent, scheduleEvent } from "../testing/eventbridge-event";
import { httpEvent } from "../testing/http-event";
import { snsEvent } from "../testing/sns-event";
import { sqsEvent } from "../testing/sqs-event";
import type { TriggerKind } from "../trigger-kinds";
import { recognize } from "./deliveries";
import { shapeOf } from "./shape";

const name = fc.stringMatching(/^[a-z]{1,10}-[a-z]{1,10}$/);

/** Events of each kind, with whatever they may hold. */
const EVENTS = {
  http: fc
    .tuple(fc.constantFrom("GET", "POST", "DELETE"), fc.webPath(), fc.jsonValue())
    .map(([method, path, body]) => httpEvent(method, path, { body })),
  event: fc
    .record({ id: fc.string(), time: fc.string(), correlationId: fc.string(), data: fc.jsonValue() })
    .map((detail) => eventBridgeEvent({ type: "orders.OrderPlaced.v1", ...detail })),
  schedule: name.map((schedule) => scheduleEvent(schedule)),
  queue: fc.tuple(name, fc.array(fc.jsonValue(), { minLength: 1, maxLength: 10 })).map(([queue, bodies]) =>
    sqsEvent(
      queue,
      bodies.map((body) => ({ body })),
    ),
  ),
  topic: fc.tuple(name, fc.jsonValue()).map(([topic, message]) => snsEvent(topic, message)),
  stream: fc
    .array(fc.record({ pk: fc.string(), sk: fc.string() }), { minLength: 1, maxLength: 10 })
    .map((items) =>
      dynamodbEvent(
        "table",
        items.map((after) => ({ after })),
      ),
    ),
} as const satisfies Readonly<Record<TriggerKind, unknown>>;

const kindOf = (event: unknown) => recognize(event)?.kind;

const anyEvent = fc.oneof(...Object.values(EVENTS));

test.each(Object.entries(EVENTS))("every event of kind %s is one", (kind, events) => {
  fc.assert(
    fc.property(fc.oneof(events), (event) => {
      // As it arrives: without what JSON does not have.
      expect(recognize(JSON.parse(JSON.stringify(event)))).toMatchObject({ kind });
    }),
  );
});

test("no value crashes it", () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true }), (event) => {
      expect(() => recognize(event)).not.toThrow();
      expect(typeof shapeOf(event)).toBe("string");
    }),
    { numRuns: 1000 },
  );
});

test("an event that is damaged anywhere is still one of its kind or unknown", () => {
  // A member at any depth becomes something else; most of them matter to the router.
  const damaged = fc
    .tuple(anyEvent, fc.nat(), fc.oneof(fc.jsonValue(), fc.constant(undefined)))
    .map(([event, at, value]) => ({ event, damaged: replaced(event, at, value) }));
  fc.assert(
    fc.property(damaged, ({ event, damaged }) => {
      expect([kindOf(event), undefined, "event"]).toContain(kindOf(damaged));
    }),
    { numRuns: 1000 },
  );
});

test("the kinds exclude each other: a mixture of two is none or one of them", () => {
  fc.assert(
    fc.property(anyEvent, anyEvent, (one, other) => {
      expect([kindOf(one), kindOf(other), undefined]).toContain(kindOf({ ...one, ...other }));
    }),
  );
});

test("records of several sources are no batch", () => {
  const { Records: one } = sqsEvent("a-one", [{ body: "" }]);
  const { Records: other } = sqsEvent("a-other", [{ body: "" }]);
  const { Records: changes } = dynamodbEvent("table", [{ after: { pk: "a", sk: "b" } }]);
  expect(recognize({ Records: [...one, ...other] })).toBeUndefined();
  expect(recognize({ Records: [...one, ...changes] })).toBeUndefined();
  expect(recognize({ Records: [] })).toBeUndefined();
});

test("an unknown event is described by its type and the names of its members, never by a value", () => {
  const secret = "4111111111111111";
  expect(shapeOf({ card: secret, Records: [{ pan: secret }] })).toBe(
    "an object with the members card, Records",
  );
  expect(shapeOf(secret)).toBe("string");
  expect(shapeOf([secret])).toBe("an array of 1");
  expect(shapeOf(null)).toBe("null");
  expect(shapeOf(undefined)).toBe("undefined");
  const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`key${index}`, secret]));
  expect(shapeOf(many)).toMatch(/key19 and 5 more$/);
});

/** A copy with the nth of its members, at any depth, replaced, or without it. */
function replaced(event: object, at: number, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(event));
  const places: { readonly parent: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (parent: Record<string, unknown>) => {
    for (const [key, member] of Object.entries(parent)) {
      places.push({ parent, key });
      if (typeof member === "object" && member !== null) visit(member as Record<string, unknown>);
    }
  };
  visit(copy);
  const place = places[at % places.length];
  if (place && value === undefined) delete place.parent[place.key];
  else if (place) place.parent[place.key] = value;
  return copy;
}
