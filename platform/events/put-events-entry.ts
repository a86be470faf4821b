import type { Event } from "./define-event";
import { EventTooLargeError } from "./event-too-large-error";

/** An entry of PutEvents, as far as it is used. */
export interface PutEventsEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly TraceHeader?: string;
}

/**
 * All entries of one call together must be smaller than this
 * (https://docs.aws.amazon.com/AmazonCloudWatchEvents/latest/APIReference/API_PutEvents.html).
 */
export const MAX_REQUEST_BYTES = 1024 * 1024;

/**
 * The largest event: what reaches a queue or a function asynchronously has the envelope of EventBridge around it, and SQS and
 * Lambda take no more than 1 MB of that.
 */
export const MAX_EVENT_BYTES = 1000 * 1024;

/**
 * The entry that publishes an event.
 *
 * @param source EventBridge's `source`: `<environment>.<service>`
 * @param traceHeader X-Ray's tracing header, which EventBridge passes on to targets
 * @throws EventTooLargeError
 */
export function putEventsEntry(event: Event, source: string, traceHeader?: string): PutEventsEntry {
  const { type, ...detail } = event;
  const entry = {
    Source: source,
    DetailType: type,
    Detail: JSON.stringify(detail),
    ...(traceHeader && { TraceHeader: traceHeader }),
  };
  const bytes = entryBytes(entry);
  if (bytes > MAX_EVENT_BYTES) throw new EventTooLargeError(event, bytes, MAX_EVENT_BYTES);
  return entry;
}

/** An entry's size as EventBridge counts it (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size). */
export function entryBytes({ Source, DetailType, Detail }: PutEventsEntry): number {
  return Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
