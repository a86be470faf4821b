import * as z from "zod/mini";

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
export function envelopeOf<Data extends z.core.$ZodType>(
  data: Data,
): z.core.$ZodType<Envelope<z.output<Data>>> {
  return z.object({
    id: z.string().check(z.minLength(1), z.maxLength(128)),
    time: z.iso.datetime(),
    correlationId: z.string().check(z.regex(CORRELATION_ID)),
    traceparent: z.optional(z.string()),
    data,
  }) as unknown as z.core.$ZodType<Envelope<z.output<Data>>>;
}
