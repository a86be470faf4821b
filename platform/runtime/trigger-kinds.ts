/**
 * The kinds of triggers, as code and messages name them; other names stand only here. What lists the kinds derives from this table,
 * so a new kind begins as a row, and the compiler then names what is missing. It is in every bundle: keep the rows short.
 *
 * - `handlers`: the member of `defineService` that holds the handlers, and of `handler.triggers`
 * - `source`: what sends the events, for messages
 * - `sample`: what `events.json` and `invoke --event` call it
 */
export const TRIGGER_KINDS = {
  http: { handlers: "http", source: "HTTP (payload format 2.0)", sample: "http" },
  event: { handlers: "events", source: "EventBridge", sample: "eventbridge" },
  queue: { handlers: "queues", source: "SQS", sample: "sqs" },
  schedule: { handlers: "schedules", source: "schedules", sample: "schedule" },
  stream: { handlers: "streams", source: "DynamoDB streams", sample: "dynamodb" },
  topic: { handlers: "topics", source: "SNS", sample: "sns" },
} as const satisfies Readonly<Record<string, { handlers: string; source: string; sample: string }>>;

export type TriggerKind = keyof typeof TRIGGER_KINDS;

/** A kind of which a service can have several triggers, each with a key. */
export type KeyedKind = Exclude<TriggerKind, "http">;

export const KEYED_KINDS = (Object.keys(TRIGGER_KINDS) as TriggerKind[]).filter((kind) => kind !== "http");

/** Which triggers the code handles, by their keys: JSON, to be compared with what the stack makes. */
export type Triggers = { readonly http: boolean } & {
  readonly [Kind in KeyedKind as (typeof TRIGGER_KINDS)[Kind]["handlers"]]: readonly string[];
};
