import { defineService } from "../define-service";
import { on, queue, schedule, stream, topic } from "../triggers";
import { orderCancelled, orderPlaced } from "./events";
import { note } from "./note";
import { variables } from "./variables";

/** A service with every kind of trigger. The tests run it, from its sources and as a bundle. */
export const handler = defineService({
  name: "example",
  variables,
  http: () => import("./http/routes"),
  events: {
    "orders.OrderCancelled.v1": on(orderCancelled, () => import("./on-order-cancelled")),
  },
  queues: {
    captures: queue([orderPlaced, orderCancelled], () => import("./capture")),
    once: queue(orderPlaced, () => import("./capture-once"), { idempotent: { table: "TABLE_NAME" } }),
    notes: queue(note, () => import("./take-note")),
  },
  schedules: { sweep: schedule(() => import("./sweep")) },
  streams: { notes: stream(note, () => import("./on-note-changed")) },
  topics: { notes: topic(note, () => import("./take-note")) },
});
