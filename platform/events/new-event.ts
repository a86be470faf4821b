import { randomUUID } from "node:crypto";
import * as z from "zod/v4/core";
import type { EventDefinition, EventOf } from "./define-event";

/** What an event carries on from the request that caused it. */
export interface Cause {
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** Taken instead of a random id where the same cause must not make two events, e.g. `payment-<order id>`. */
  readonly id?: string;
}

/**
 * An event that has just happened, to be published or to be put into an outbox.
 *
 * @throws ZodError if the data do not conform to the definition: an error of the publisher
 */
export function newEvent<Definition extends EventDefinition>(
  definition: Definition,
  data: z.input<Definition["data"]>,
  { correlationId, traceparent, id = randomUUID() }: Cause,
): EventOf<Definition> {
  return {
    type: definition.type,
    id,
    time: new Date().toISOString(),
    correlationId,
    ...(traceparent !== undefined && { traceparent }),
    data: z.parse(definition.data, data),
  } as EventOf<Definition>;
}
