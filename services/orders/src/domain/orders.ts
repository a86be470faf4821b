import type { Event } from "../../../../platform/events/define-event";
import type { Order, PlacedOrder } from "./order";

/** Where orders are kept. A change and the event that announces it are kept together, both or neither. */
export interface Orders {
  /** Adds an order, or leaves the one with the same id as it is. */
  add(order: PlacedOrder, event: Event): Promise<"added" | "exists">;
  /** The order as it is now (a consistent read), or undefined. */
  find(id: string): Promise<Order | undefined>;
  /**
   * Replaces the version before this one.
   *
   * @param event without one, the change is not announced
   * @throws VersionConflictError if another change came first
   */
  replace(order: Order, event?: Event): Promise<void>;
  /** Orders newest first. The list may lag writes by a moment. */
  list(query: ListQuery): Promise<Page>;
}

/** Which orders to list. */
export interface ListQuery {
  /** Only this customer's. */
  readonly customerId?: string | undefined;
  /** At most so many orders. */
  readonly limit: number;
  /** Only orders that come after this place in the list. */
  readonly after?: Position | undefined;
}

/** A place in a list of orders. */
export type Position = Pick<Order, "id" | "placedAt">;

/** A part of a list; without `next` it is the last. */
export interface Page {
  readonly orders: readonly Order[];
  readonly next?: Position;
}

/** Another request changed the order in between. */
export class VersionConflictError extends Error {
  override readonly name = "VersionConflictError";
}
