import { expect, test } from "@jest/globals";
import * as z from "zod";
import { recognize } from "../../../platform/runtime/dispatch/deliveries";
import { handler } from "../../../platform/runtime/example/main";
import { TRIGGER_KINDS } from "../../../platform/runtime/trigger-kinds";
import { parseSampleEvents } from "../../deploy/cli/sample-events/file";
import { fill } from "../../deploy/cli/sample-events/fill";
import { eventsFile } from "./file";
import { sampleOf } from "./sample";
import { samples } from "./samples";

const ENVIRONMENT = {
  name: "dev-mina",
  account: "111122223333",
  region: "eu-central-1",
  parameters: {},
  protected: false,
  ephemeral: true,
};

const routes = [
  { method: "GET", path: "/notes/:id" },
  { method: "POST", path: "/notes" },
];

const made = samples({ name: "example", handlers: handler.spec, routes });

/** The file as the deployer reads it, and an event of it as it sends it. */
const file = parseSampleEvents(eventsFile(made, undefined).text, "events.json");
function sent(name: string): never {
  const sample = file[name];
  if (!sample) throw new Error(`there is no ${name}`);
  return fill(sample, ENVIRONMENT) as never;
}

test("there is an event for each trigger", () => {
  expect(Object.entries(file).map(([name, { trigger }]) => `${trigger} ${name}`)).toMatchInlineSnapshot(`
[
  "http GET /notes/:id",
  "http POST /notes",
  "sqs captures orders.OrderCancelled.v1",
  "sqs captures orders.OrderPlaced.v1",
  "dynamodb dynamodb notes",
  "sqs once",
  "eventbridge orders.OrderCancelled.v1",
  "sns sns notes",
  "sqs sqs notes",
  "schedule sweep",
]
`);
});

test("each has the shape of its trigger, with the names of its environment", () => {
  for (const [name, { trigger }] of Object.entries(file)) {
    const { kind } = recognize(sent(name)) ?? {};
    expect({ name, trigger: kind && TRIGGER_KINDS[kind].sample }).toEqual({ name, trigger });
  }
  expect(recognize(sent("sqs notes"))).toMatchObject({
    origin: expect.stringMatching(/:dev-mina-example-notes/),
  });
  expect(recognize(sent("sweep"))).toMatchObject({
    origin: "arn:aws:scheduler:eu-central-1:111122223333:schedule/default/dev-mina-example-sweep",
  });
});

test("an event is sent under a new id each time", () => {
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  for (const name of ["orders.OrderCancelled.v1", "sweep"]) {
    const ids = [sent(name), sent(name)].map(({ id }) => id);
    expect(ids).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
    expect(ids[0]).not.toBe(ids[1]);
  }
});

test("what they hold is what the handler takes", () => {
  expect.assertions(4);
  for (const [key, { accepts }] of Object.entries(handler.spec.queues ?? {})) {
    for (const [name, { trigger }] of Object.entries(file)) {
      if (trigger !== "sqs" || !name.split(" ").includes(key)) continue;
      const { Records } = sent(name) as { Records: { body: string }[] };
      const body = JSON.parse(Records[0]?.body ?? "");
      const schema =
        "body" in accepts
          ? accepts.body
          : accepts.events.find(({ type }) => type === body["detail-type"])?.detail;
      if (!schema) throw new Error(`${key} takes no ${body["detail-type"]}`);
      const parsed = z.core.safeParse(schema, "body" in accepts ? body : body.detail);
      expect({ name, problem: parsed.error }).toEqual({ name });
    }
  }
});

test("samples are examples and defaults, or the least that a schema asks for", () => {
  const schema = z.object({
    id: z.string().regex(/^ord_[0-9a-v]{26}$/),
    customerId: z.string().regex(/^[\w.:-]{1,64}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
    city: z.string().meta({ examples: ["Bergen"] }),
    amount: z.int().min(5).max(7),
    lines: z.array(z.object({ quantity: z.int().positive() })).min(2),
    kind: z.enum(["card", "transfer"]),
    either: z.union([z.literal("a"), z.number()]),
    left: z.string().optional(),
    level: z.string().default("info"),
    at: z.iso.datetime(),
  });
  const value = sampleOf(schema) as z.output<typeof schema>;
  expect(value).toMatchObject({
    customerId: "customerId-1",
    currency: "EUR",
    city: "Bergen",
    amount: 5,
    lines: [{ quantity: 1 }, { quantity: 1 }],
    kind: "card",
    either: "a",
    at: `\${Now}`,
  });
  expect(schema.safeParse({ ...value, at: new Date().toISOString() }).success).toBe(true);
  expect(sampleOf(schema)).toEqual(value);
});

test("what people have edited stays; what is new comes, and what has gone is reported", () => {
  const edited = { once: { trigger: "sqs", event: { mine: true } } };
  const before = JSON.stringify({ version: 1, events: { ...edited, gone: edited.once } });
  const { text, added, unknown } = eventsFile(made, before);
  expect(JSON.parse(text).events).toMatchObject({ ...edited, sweep: made.sweep });
  expect({ added: added.includes("sweep"), again: added.includes("once"), unknown }).toEqual({
    added: true,
    again: false,
    unknown: ["gone"],
  });
  expect(eventsFile(made, text)).toEqual({ text, added: [], unknown: ["gone"] });
  expect(() => eventsFile(made, "[]")).toThrow();
});
