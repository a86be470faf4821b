import type { EventDefinition } from "../../../platform/events/define-event";
import type { HttpRoute } from "../../../platform/runtime/http/http-routes";
import type { Handlers } from "../../../platform/runtime/service-spec";
import { dynamodbEvent } from "../../../platform/runtime/testing/dynamodb-event";
import { eventBridgeEvent, scheduleEvent } from "../../../platform/runtime/testing/eventbridge-event";
import { httpEvent } from "../../../platform/runtime/testing/http-event";
import { ACCOUNT, REGION, TIME, UUID } from "../../../platform/runtime/testing/names";
import { snsEvent } from "../../../platform/runtime/testing/sns-event";
import { sqsEvent } from "../../../platform/runtime/testing/sqs-event";
import { sampleOf } from "./sample";

/** An event of a trigger; `tools/deploy/events` reads it. */
export interface Sample {
  readonly trigger: "http" | "eventbridge" | "sqs" | "schedule" | "dynamodb" | "sns";
  readonly event: unknown;
}

/** A service whose triggers are asked for. */
export interface Subject {
  readonly name: string;
  readonly handlers: Handlers<never>;
  readonly routes: readonly HttpRoute[];
}

/** A sample event for each trigger of a service, by names as `invoke --event` takes them. */
export function samples({ name: service, handlers, routes }: Subject): Record<string, Sample> {
  const { events = {}, queues = {}, schedules = {}, streams = {}, topics = {} } = handlers;
  const physical = (key: string) => `\${Environment}-${service}-${key}`;
  const found: [string, Sample][] = [
    ...routes.map(({ method, path }): [string, Sample] => {
      const verb = method === "ALL" ? "GET" : method;
      return [`${verb} ${path}`, { trigger: "http", event: request(verb, path) }];
    }),
    ...Object.entries(events).map(([type, { definition }]): [string, Sample] => [
      type,
      { trigger: "eventbridge", event: published(definition) },
    ]),
    ...Object.entries(queues).flatMap(([key, { accepts }]): [string, Sample][] => {
      if ("body" in accepts) return [[key, message(physical(key), sampleOf(accepts.body))]];
      const several = accepts.events.length > 1;
      return accepts.events.map((definition) => [
        several ? `${key} ${definition.type}` : key,
        message(physical(key), published(definition)),
      ]);
    }),
    ...Object.entries(schedules).map(([key]): [string, Sample] => [
      key,
      { trigger: "schedule", event: scheduleEvent(physical(key)) },
    ]),
    ...Object.entries(streams).map(([key, { item }]): [string, Sample] => [
      key,
      {
        trigger: "dynamodb",
        event: dynamodbEvent(physical(key), [{ after: sampleOf(item) as Readonly<Record<string, unknown>> }]),
      },
    ]),
    ...Object.entries(topics).map(([key, { body }]): [string, Sample] => [
      key,
      { trigger: "sns", event: withJson(snsEvent(physical(key), sampleOf(body)), "Message") },
    ]),
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

function message(queue: string, body: unknown): Sample {
  const event = withJson(sqsEvent(queue, [{ body, messageId: UUID }]), "body");
  return { trigger: "sqs", event };
}

/** With the JSON that this member holds in place of its text, which nobody likes to edit. */
function withJson(event: unknown, name: string): unknown {
  return JSON.parse(JSON.stringify(event), (key, value) => {
    // It is of the text, and nobody checks it.
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
