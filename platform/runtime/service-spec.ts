import type * as z from "zod/v4/core";
import type { ServiceContext } from "./service-context";
import type {
  EventTrigger,
  QueueTrigger,
  RoutesModule,
  ScheduleTrigger,
  StreamTrigger,
  TopicTrigger,
} from "./triggers";

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

/** A bounded context: what it needs, and what handles each of its triggers. */
export interface ServiceSpec<Variables> extends Handlers<Variables> {
  /** The service's name, as in its BUILD file. */
  readonly name: string;
  /** The environment variables that it needs; they are checked when the first event arrives. */
  readonly variables?: z.$ZodType<Variables>;
}

/** A service as its handler runs it. */
export interface Service<Variables> {
  readonly name: string;
  readonly handlers: Handlers<Variables>;
  /**
   * What handlers get; made at the first call.
   *
   * @throws VariablesError
   */
  context(): ServiceContext<Variables>;
}
