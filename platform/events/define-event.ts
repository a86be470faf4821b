import type * as z from "zod/v4/core";
import { type Envelope, envelopeOf } from "./envelope";

/** Who defines an event, and how: the parts of its type. */
export interface EventSpec<
  Source extends string,
  Name extends string,
  Version extends number,
  Data extends z.$ZodType,
> {
  /** The service that publishes it, e.g. `orders`. */
  readonly source: Source;
  /** What happened, in the past tense, e.g. `OrderPlaced`. */
  readonly name: Name;
  /** Counts up with each change that readers cannot ignore. */
  readonly version: Version;
  /** What it says, by `zod` or `zod/mini`. A plain `z.object`: readers ignore members that they do not know, so members may be added. */
  readonly data: Data;
}

/** A type of event, shared by the service that publishes it and those that listen. */
export interface EventDefinition<Type extends string = string, Data extends z.$ZodType = z.$ZodType> {
  /** EventBridge's `detail-type`, e.g. `orders.OrderPlaced.v1`. */
  readonly type: Type;
  readonly source: string;
  readonly name: string;
  readonly version: number;
  readonly data: Data;
  /** Schema of EventBridge's `detail`. */
  readonly detail: z.$ZodType<Envelope<z.output<Data>>>;
}

/** An event as a handler gets it and as it is published. */
export interface Event<Type extends string = string, Data = unknown> extends Envelope<Data> {
  readonly type: Type;
}

/** The event that a definition defines: `EventOf<typeof orderPlaced>`. */
export type EventOf<Definition extends EventDefinition> =
  // Distributes over a union of definitions, so that `type` distinguishes their events.
  Definition extends EventDefinition<infer Type, infer Data> ? Event<Type, z.output<Data>> : never;

/** Defines an event type. Nothing is registered or connected. */
export function defineEvent<
  const Source extends string,
  const Name extends string,
  const Version extends number,
  Data extends z.$ZodType,
>(spec: EventSpec<Source, Name, Version, Data>): EventDefinition<`${Source}.${Name}.v${Version}`, Data> {
  const { source, name, version, data } = spec;
  return { type: `${source}.${name}.v${version}`, source, name, version, data, detail: envelopeOf(data) };
}
