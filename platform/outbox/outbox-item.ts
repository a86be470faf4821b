import type { Event } from "../events/define-event";

/** The partition that holds the events of a table; a table that has an outbox has the keys `pk` and `sk`. */
export const OUTBOX = "OUTBOX";

/** Key of an event that waits to be published: oldest first. */
export function outboxKey({ time, id }: Event) {
  return { pk: OUTBOX, sk: `${time}#${id}` };
}

/** The item that keeps an event. */
export function outboxItem(event: Event) {
  return { ...outboxKey(event), event };
}

/** Sort key that comes after all events of before an instant. @param time in milliseconds */
export function keptBefore(time: number): string {
  return new Date(time).toISOString();
}
