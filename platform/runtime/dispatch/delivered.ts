/** An event and the trigger that it came from. */
export interface Delivered<Event> {
  readonly event: Event;
  /** The trigger's key in `defineService`. */
  readonly key: string;
  /** The ARN of the queue, schedule, topic or stream; an event's type. */
  readonly origin: string;
}
