import type { Event } from "./define-event";

/** An event is larger than can be delivered or stored. */
export class EventTooLargeError extends Error {
  override readonly name = "EventTooLargeError";

  constructor(
    { type, id }: Event,
    readonly bytes: number,
    readonly maxBytes: number,
  ) {
    super(
      `event ${type} ${id} has ${bytes} bytes, and at most ${maxBytes} are allowed; ` +
        "store the bulk elsewhere, e.g. in S3, and let the event name it",
    );
  }
}
