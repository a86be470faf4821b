import { z } from "zod";
import { parseJson } from "../../manifest/parse";

/** An event as its trigger delivers it; parts of it may stand in a form that is easier to edit, which `fill` changes back. */
export interface SampleEvent {
  /** The kind of trigger, by the word that `:events` wrote: `http`, `sqs`, … */
  readonly trigger: string;
  readonly event: unknown;
}

/**
 * A service's sample events by their names: `events.json` beside its BUILD file. `:events` makes it from the code, and people edit
 * it.
 */
export type SampleEvents = Readonly<Record<string, SampleEvent>>;

const schema = z.strictObject({
  version: z.literal(1, "must be 1"),
  events: z.record(z.string(), z.strictObject({ trigger: z.string().min(1), event: z.unknown() })),
});

/** @param origin the file, as messages name it */
export function parseSampleEvents(text: string, origin: string): SampleEvents {
  return parseJson(schema, text, origin, "UsageInvalid", "fix that file, or delete it and run :events")
    .events;
}
