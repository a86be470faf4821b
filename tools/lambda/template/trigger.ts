import type { TriggerKind } from "../../../platform/runtime/trigger-kinds";

/** A trigger that a stack makes. */
export interface StackTrigger {
  readonly kind: TriggerKind;
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
