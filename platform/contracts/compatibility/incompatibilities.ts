import { isDeepStrictEqual } from "node:util";
import type { DataSchema } from "./data-schema";

/** A change of a released event type that some reader or some event does not survive. */
export interface Incompatibility {
  /** The member of the data, as a JSON pointer (RFC 6901); `/*` stands for each item of a list. */
  readonly pointer: string;
  readonly problem: string;
}

/** Keywords that only describe. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "title",
  "description",
  "examples",
  "deprecated",
  "$comment",
]);

/** Keywords that are compared member by member. */
const STRUCTURE: ReadonlySet<string> = new Set(["properties", "required", "items"]);

/**
 * How `current` breaks with `released`: nothing if an old reader understands every new event, and a new reader every old one.
 *
 * Both directions matter, since services are deployed one by one: for a while old readers meet new events, and events wait in
 * queues, in dead-letter queues and in archives for readers that are newer than they. What keeps both is one kind of change:
 * another optional member, anywhere. Everything else is a new version of the event.
 */
export function incompatibilities(
  released: DataSchema,
  current: DataSchema,
  pointer = "",
): readonly Incompatibility[] {
  const keywords = [...new Set([...Object.keys(released), ...Object.keys(current)])].sort();
  return [
    ...keywords
      .filter((keyword) => !ANNOTATIONS.has(keyword) && !STRUCTURE.has(keyword))
      .filter(
        (keyword) => !isDeepStrictEqual(asSet(keyword, released[keyword]), asSet(keyword, current[keyword])),
      )
      .map((keyword) => ({
        pointer,
        problem: `${keyword} was ${text(released[keyword])} and is ${text(current[keyword])}`,
      })),
    ...ofMembers(released, current, pointer),
    ...(released.items && current.items
      ? incompatibilities(released.items, current.items, `${pointer}/*`)
      : released.items || current.items
        ? [{ pointer, problem: "what its items are was or is not said" }]
        : []),
  ];
}

function ofMembers(released: DataSchema, current: DataSchema, pointer: string): readonly Incompatibility[] {
  const [before, after] = [released.properties ?? {}, current.properties ?? {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const at = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const [old, now] = [before[name], after[name]];
    const [wasRequired, isRequired] = [released, current].map(
      ({ required }) => required?.includes(name) ?? false,
    );
    if (now === undefined)
      return [{ pointer: at, problem: "was removed: readers of this version may use it" }];
    if (old === undefined) {
      return isRequired
        ? [{ pointer: at, problem: "is new and required: events that were published lack it" }]
        : [];
    }
    if (wasRequired && !isRequired)
      return [{ pointer: at, problem: "is optional now: readers of this version rely on it" }];
    if (!wasRequired && isRequired)
      return [{ pointer: at, problem: "is required now: events that were published may lack it" }];
    return incompatibilities(old, now, at);
  });
}

/** The values of an enumeration without their order, which has no meaning. */
function asSet(keyword: string, value: unknown): unknown {
  return keyword === "enum" && Array.isArray(value) ? new Set(value) : value;
}

function text(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}
