import type { Sample } from "./samples";

type Samples = Readonly<Record<string, Sample>>;

/** A service's sample events as text, and which of them are new. */
export interface EventsFile {
  readonly text: string;
  readonly added: readonly string[];
  /** Those of the file that no trigger has any more; they stay. */
  readonly unknown: readonly string[];
}

/**
 * The file with an event for each trigger. What is in it already stays as it is, since people edit it.
 *
 * @param before text of the file that is there
 * @throws Error if it is not a file of sample events
 */
export function eventsFile(made: Samples, before: string | undefined): EventsFile {
  const known = before === undefined ? {} : read(before);
  const events = { ...made, ...known };
  const sorted = Object.fromEntries(Object.entries(events).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    text: `${JSON.stringify({ version: 1, events: sorted }, undefined, 2)}\n`,
    added: Object.keys(made).filter((name) => !Object.hasOwn(known, name)),
    unknown: Object.keys(known).filter((name) => !Object.hasOwn(made, name)),
  };
}

function read(text: string): Samples {
  const file = JSON.parse(text);
  if (file?.version !== 1 || typeof file.events !== "object" || file.events === null)
    throw new Error('it must be {"version":1,"events":{…}}');
  return file.events;
}
