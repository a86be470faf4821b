import type { EventDefinition } from "../../../platform/events/define-event";
import type { HttpRoute } from "../../../platform/runtime/http/http-routes";
import { dynamodbEvent } from "../../../platform/runtime/testing/dynamodb-event";
import { eventBridgeEvent, scheduleEvent } from "../../../platform/runtime/testing/eventbridge-event";
import { httpEvent } from "../../../platform/runtime/testing/http-event";
import { ACCOUNT, REGION, TIME, UUID } from "../../../platform/runtime/testing/names";
import { snsEvent } from "../../../platform/runtime/testing/sns-event";
import { sqsEvent } from "../../../platform/runtime/testing/sqs-event";
import { KEYED_KINDS, type KeyedKind, TRIGGER_KINDS } from "../../../platform/runtime/trigger-kinds";
import type { Handlers } from "../../../platform/runtime/triggers";
import { sampleOf } from "./sample";

/** An event of a trigger, as `events.json` has it. */
export interface Sample {
  /** What `invoke --event` calls the kind of trigger. */
  readonly trigger: string;
  readonly event: unknown;
}

/** A service whose triggers are asked for. */
export interface Subject {
  readonly name: string;
  readonly handlers: Handlers<never>;
  readonly routes: readonly HttpRoute[];
}

type TriggerOf<Kind extends KeyedKind> = NonNullable<
  Handlers<never>[(typeof TRIGGER_KINDS)[Kind]["handlers"]]
>[string];

/** The events of a trigger, each with the type that distinguishes it if there are several. */
type Events = readonly { readonly type?: string; readonly event: unknown }[];

/** How the events of each kind are made; `name` is the physical name of the queue, schedule, topic or table. */
const EVENTS: { readonly [Kind in KeyedKind]: (name: string, trigger: TriggerOf<Kind>) => Events } = {
  event: (_, { definition }) => [{ event: published(definition) }],
  queue: (name, { accepts }) => {
    if ("body" in accepts) return [{ event: message(name, sampleOf(accepts.body)) }];
    const events = accepts.events.map((definition) => ({
      type: definition.type,
      event: message(name, published(definition)),
    }));
    return events.length > 1 ? events : events.map(({ event }) => ({ event }));
  },
  schedule: (name) => [{ event: scheduleEvent(name) }],
  stream: (name, { item }) => [
    { event: dynamodbEvent(name, [{ after: sampleOf(item) as Readonly<Record<string, unknown>> }]) },
  ],
  topic: (name, { body }) => [{ event: withJson(snsEvent(name, sampleOf(body)), "Message") }],
};

/** A sample event for each trigger of a service, by names as `invoke --event` takes them. */
export function samples({ name: service, handlers, routes }: Subject): Record<string, Sample> {
  const found: [string, Sample][] = [
    ...routes.map(({ method, path }): [string, Sample] => {
      const verb = method === "ALL" ? "GET" : method;
      return [`${verb} ${path}`, { trigger: TRIGGER_KINDS.http.sample, event: request(verb, path) }];
    }),
    ...KEYED_KINDS.flatMap((kind) => {
      const { handlers: member, sample } = TRIGGER_KINDS[kind];
      return Object.entries(handlers[member] ?? {}).flatMap(([key, trigger]) =>
        EVENTS[kind](`\${Environment}-${service}-${key}`, trigger as never).map(
          ({ type, event }): [string, Sample] => [
            type === undefined ? key : `${key} ${type}`,
            { trigger: sample, event },
          ],
        ),
      );
    }),
  ];
  const isTaken = (name: string) => found.filter(([other]) => other === name).length > 1;
  return Object.fromEntries(
    found.map(([name, sample]) => [isTaken(name) ? `${sample.trigger} ${name}` : name, anywhere(sample)]),
  );
}

function request(method: string, path: string): unknown {
  const filled = path.replaceAll(/:(\w+)(\{[^}]*\})?\??/g, (_, name) => `${name}-1`).replaceAll("*", "any");
  const takesBody = method === "POST" || method === "PUT" || method === "PATCH";
  return withJson(httpEvent(method, filled, takesBody ? { body: {} } : {}), "body");
}

/** An event as a rule of EventBridge delivers it. */
function published({ type, source, data }: EventDefinition): object {
  const event = { type, id: UUID, time: TIME, correlationId: UUID, data: sampleOf(data) };
  return eventBridgeEvent(event, `\${Environment}.${source}`);
}

function message(queue: string, body: unknown): unknown {
  return withJson(sqsEvent(queue, [{ body, messageId: UUID }]), "body");
}

/** With the JSON that this member holds in place of its text, which is easier to edit. */
function withJson(event: unknown, name: string): unknown {
  return JSON.parse(JSON.stringify(event), (key, value) => {
    // It is of the text, and is not checked.
    if (key === "md5OfBody") return undefined;
    return key === name && typeof value === "string" ? JSON.parse(value) : value;
  });
}

/** With what differs by environment and time as `invoke --event` fills it in. */
function anywhere(sample: Sample): Sample {
  return JSON.parse(
    JSON.stringify(sample)
      .replaceAll(UUID, `\${Uuid}`)
      .replaceAll(ACCOUNT, `\${AccountId}`)
      .replaceAll(REGION, `\${Region}`)
      .replaceAll(TIME, `\${Now}`),
  );
}
