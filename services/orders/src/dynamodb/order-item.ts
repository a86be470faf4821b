import type { Order } from "../domain/order";
import type { Position } from "../domain/orders";

/**
 * The table's layout, shared with `stack.ts` by name. One table holds every kind of item of this service:
 *
 * |         | partition key            | sort key              | answers                        |
 * |---------|--------------------------|-----------------------|--------------------------------|
 * | table   | `pk` ORDER#id            | `sk` ORDER            | one order                      |
 * | table   | `pk` OUTBOX              | `sk` time#id          | events to publish, oldest first (`platform/outbox`) |
 * | newest  | `kind` ORDER             | `placed` time#id      | all orders, newest first       |
 * | byOwner | `owner` CUSTOMER#id      | `placed` time#id      | a customer's, newest first     |
 *
 * All orders share one partition of `newest`, which bears 1,000 new orders a second
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html); beyond that, split `kind`.
 */
export const INDEX = { newest: "newest", byOwner: "byOwner" } as const;

/** Key of an order's item. */
export function itemKey(id: string) {
  return { pk: `ORDER#${id}`, sk: "ORDER" };
}

/** Partition of `newest` that holds the orders. */
export const ORDER_KIND = "ORDER";

/** Partition of `byOwner` that holds a customer's orders. */
export function ownerKey(customerId: string): string {
  return `CUSTOMER#${customerId}`;
}

/** Sort key of both indexes. */
export function placedKey({ placedAt, id }: Position): string {
  return `${placedAt}#${id}`;
}

/** The item that holds an order: its keys, and the order itself as a map, so that no attribute's name can meet a key's. */
export function toItem(order: Order) {
  return {
    ...itemKey(order.id),
    kind: ORDER_KIND,
    owner: ownerKey(order.customerId),
    placed: placedKey(order),
    version: order.version,
    order,
  };
}

/** The order in an item that this service wrote. */
export function fromItem(item: Record<string, unknown>): Order {
  return item.order as Order;
}
