import { expect, test } from "@jest/globals";
import { chooseEvent } from "./choose";
import { parseSampleEvents, type SampleEvents } from "./file";
import { fill } from "./fill";

const environment = {
  name: "dev-mina",
  account: "111122223333",
  region: "eu-central-1",
  parameters: {},
  protected: false,
  ephemeral: true,
};

const events: SampleEvents = {
  captures: { trigger: "sqs", event: { a: 1 } },
  "GET /orders": { trigger: "http", event: {} },
  "POST /orders": { trigger: "http", event: {} },
};

test("a placeholder of no meaning stays, whatever it is called", () => {
  const placeholders = ["toString", "constructor", "__proto__"].map((name) => `\${${name}}`).join(" ");
  expect(fill({ trigger: "sqs", event: placeholders }, environment)).toBe(placeholders);
});

test("an event goes by its name, or by a trigger that only it has", () => {
  expect(chooseEvent(events, "captures", "f")).toBe(events.captures);
  expect(chooseEvent(events, "sqs", "f")).toBe(events.captures);
  expect(chooseEvent(events, "POST /orders", "f")).toBe(events["POST /orders"]);
  expect(() => chooseEvent(events, "http", "f")).toThrow(
    'f has 2 events of the trigger http: "GET /orders" (http), "POST /orders" (http)',
  );
  expect(() => chooseEvent(events, "toString", "f")).toThrow(
    'f has no event "toString": "captures" (sqs), "GET /orders"',
  );
  expect(() => chooseEvent({}, "sqs", "f")).toThrow('f has no event "sqs": it is empty');
});

test("what differs by environment and by invocation is filled in, and text is text again", () => {
  const body = { id: `\${Uuid}`, other: `\${Uuid}`, at: `\${Now}`, price: `\${Price}` };
  const event = {
    Records: [
      { body, eventSourceARN: `arn:aws:sqs:\${Region}:\${AccountId}:\${Environment}-payments-captures` },
    ],
  };
  const filled = fill({ trigger: "sqs", event }, environment, new Date(0)) as typeof event;
  expect(filled.Records[0]?.eventSourceARN).toBe(
    "arn:aws:sqs:eu-central-1:111122223333:dev-mina-payments-captures",
  );
  const { id, other, ...rest } = JSON.parse(String(filled.Records[0]?.body));
  expect(rest).toEqual({ at: "1970-01-01T00:00:00.000Z", price: `\${Price}` });
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(other).not.toBe(id);
  const mail = { Records: [{ body: { to: "a", body: { text: "hello" } } }] };
  expect(fill({ trigger: "sqs", event: mail }, environment)).toEqual({
    Records: [{ body: JSON.stringify(mail.Records[0]?.body) }],
  });
  expect(fill({ trigger: "eventbridge", event: { body: { a: [true, null, 1] } } }, environment)).toEqual({
    body: { a: [true, null, 1] },
  });
});

test("a file that is not valid is refused with the place", () => {
  const text = JSON.stringify({ version: 1, events: { a: { trigger: 5, event: {} } } });
  expect(() => parseSampleEvents(text, "services/a/events.json")).toThrow(
    /services\/a\/events\.json is not valid:\s+events\.a\.trigger/,
  );
});
