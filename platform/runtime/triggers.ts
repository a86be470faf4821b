import type { Hono } from "hono";
import type * as z from "zod/v4/core";
import type { EventDefinition, EventOf } from "../events/define-event";
import type { ServiceContext } from "./service-context";

/** A module that handles what a trigger delivers. It is evaluated when the trigger first fires. */
export interface HandlerModule<Input, Variables> {
  readonly handle: (input: Input, context: ServiceContext<Variables>) => Promise<void> | void;
}

/** A module with the routes of the service's HTTP API. It is evaluated at the first request. */
export interface RoutesModule<Variables> {
  readonly routes: (context: ServiceContext<Variables>) => Hono | Promise<Hono>;
}

/** How a trigger's deliveries are handled only once. */
export interface Idempotency {
  readonly idempotent?: {
    /** The environment variable that names the table, which has the keys `pk` and `sk` and the time-to-live attribute `expiresAt`. */
    readonly table: string;
    /** A delivery that comes again after so long is handled again; 7 days unless given. It has to outlast retries and redrives. */
    readonly keepSeconds?: number;
  };
}

/** An event of EventBridge, delivered to the function. */
export interface EventTrigger<Variables> extends Idempotency {
  readonly definition: EventDefinition;
  load(): Promise<HandlerModule<never, Variables>>;
}

/** What a queue holds: Ferry events, or bodies of a schema of their own. */
export type Accepts = { readonly events: readonly EventDefinition[] } | { readonly body: z.$ZodType };

/** Messages of an SQS queue. */
export interface QueueTrigger<Variables> extends Idempotency {
  readonly accepts: Accepts;
  load(): Promise<HandlerModule<never, Variables>>;
}

/** A schedule's tick. */
export interface Tick {
  /** When it was due: ISO 8601. */
  readonly time: string;
}

export interface ScheduleTrigger<Variables> {
  load(): Promise<HandlerModule<Tick, Variables>>;
}

/** Messages of an SNS topic. */
export interface TopicTrigger<Variables> {
  readonly body: z.$ZodType;
  load(): Promise<HandlerModule<never, Variables>>;
}

/** A change of a table's item. Which images there are depends on the stream's view type. */
export interface Change<Item> {
  readonly kind: "INSERT" | "MODIFY" | "REMOVE";
  readonly keys: Readonly<Record<string, unknown>>;
  readonly before?: Item;
  readonly after?: Item;
}

/** Changes of a DynamoDB table. */
export interface StreamTrigger<Variables> {
  readonly item: z.$ZodType;
  load(): Promise<HandlerModule<never, Variables>>;
}

/** What handles the triggers of a service, by their keys. */
export interface Handlers<Variables> {
  /** `() => import("./http/routes")`. */
  readonly http?: () => Promise<RoutesModule<Variables>>;
  /** By `detail-type`. */
  readonly events?: Readonly<Record<string, EventTrigger<Variables>>>;
  /** By the key that stack.ts gives to the queue; the others likewise. */
  readonly queues?: Readonly<Record<string, QueueTrigger<Variables>>>;
  readonly schedules?: Readonly<Record<string, ScheduleTrigger<Variables>>>;
  readonly streams?: Readonly<Record<string, StreamTrigger<Variables>>>;
  readonly topics?: Readonly<Record<string, TopicTrigger<Variables>>>;
}

/** What handles an event. Invoked asynchronously: if it fails, Lambda repeats it. */
export function on<Definition extends EventDefinition, Variables>(
  definition: Definition,
  load: () => Promise<HandlerModule<EventOf<Definition>, Variables>>,
  idempotency: Idempotency = {},
): EventTrigger<Variables> {
  return { definition, load, ...idempotency };
}

/**
 * What handles the messages of a queue, each by itself: those that fail come again, and the others of their batch do not.
 *
 * @param accepts an event type or several, that arrive by a rule of EventBridge or as Ferry events sent to the queue; or the schema
 *   of the message's JSON
 */
export function queue<Definition extends EventDefinition, Variables>(
  accepts: Definition | readonly Definition[],
  load: () => Promise<HandlerModule<EventOf<Definition>, Variables>>,
  idempotency?: Idempotency,
): QueueTrigger<Variables>;
export function queue<Body extends z.$ZodType, Variables>(
  accepts: Body,
  load: () => Promise<HandlerModule<z.output<Body>, Variables>>,
  idempotency?: Idempotency,
): QueueTrigger<Variables>;
export function queue<Variables>(
  accepts: EventDefinition | readonly EventDefinition[] | z.$ZodType,
  load: () => Promise<HandlerModule<never, Variables>>,
  idempotency: Idempotency = {},
): QueueTrigger<Variables> {
  if ("_zod" in accepts) return { accepts: { body: accepts }, load, ...idempotency };
  return { accepts: { events: "type" in accepts ? [accepts] : accepts }, load, ...idempotency };
}

/** What a schedule starts. Invoked asynchronously: if it fails, Lambda repeats it. */
export function schedule<Variables>(
  load: () => Promise<HandlerModule<Tick, Variables>>,
): ScheduleTrigger<Variables> {
  return { load };
}

/** What handles the messages of a topic, whose JSON has the schema's form. */
export function topic<Body extends z.$ZodType, Variables>(
  body: Body,
  load: () => Promise<HandlerModule<z.output<Body>, Variables>>,
): TopicTrigger<Variables> {
  return { body, load };
}

/**
 * What handles the changes of a table, one after the other. One that fails comes again with those after it.
 *
 * @param item the schema of the table's items
 */
export function stream<Item extends z.$ZodType, Variables>(
  item: Item,
  load: () => Promise<HandlerModule<Change<z.output<Item>>, Variables>>,
): StreamTrigger<Variables> {
  return { item, load };
}
