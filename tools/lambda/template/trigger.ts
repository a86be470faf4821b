/** What delivers events to a function, in the terms of `defineService`; a route of an HTTP API is one of `http`. */
export type Kind = "http" | "events" | "queues" | "schedules" | "streams" | "topics";

/** A trigger that a stack makes. */
export interface StackTrigger {
  readonly kind: Kind;
  /** By which the runtime finds its handler; a route key such as `ANY /orders/{proxy+}` for HTTP. */
  readonly key: string;
  /** Logical id of the resource that delivers. */
  readonly where: string;
}

/** Something in the stack that invokes the function, but by a name that the runtime does not understand. */
export interface Unreadable {
  readonly where: string;
  readonly what: string;
}

/** What one resource was found to be. */
export type Found = StackTrigger | Unreadable;
