import * as z from "zod";

/** What surrounds the data of every event: EventBridge's `detail`. */
export interface Envelope<Data> {
  /** Unique to the event, and the same each time it is published or delivered: the key of idempotency. */
  readonly id: string;
  /** When it happened: ISO 8601 in UTC. */
  readonly time: string;
  /** Joins the logs and traces of all that one request caused. */
  readonly correlationId: string;
  /** W3C Trace Context of who published it (https://www.w3.org/TR/trace-context/). */
  readonly traceparent?: string | undefined;
  readonly data: Data;
}

/** What a correlation id may look like, wherever it comes from. */
export const CORRELATION_ID = /^[\w.:-]{1,128}$/;

/** Schema of the envelope around data of a schema. */
export function envelopeOf<Data extends z.ZodType>(data: Data): z.ZodType<Envelope<z.output<Data>>> {
  return z.object({
    id: z.string().min(1).max(128),
    time: z.iso.datetime(),
    correlationId: z.string().regex(CORRELATION_ID),
    traceparent: z.string().optional(),
    data,
  }) as unknown as z.ZodType<Envelope<z.output<Data>>>;
}
