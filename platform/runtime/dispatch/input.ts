import * as z from "zod/v4/core";
import type { Event, EventDefinition } from "../../events/define-event";
import { count } from "../../observability/metrics";
import { InvalidInputError } from "../errors";

/**
 * Parses input by a schema. Invalid input is counted here, and logged by what runs the handler: it would not pass the next time either.
 *
 * @param what for the message, e.g. `the message`
 * @throws InvalidInputError
 */
export function parse<Output>(schema: z.$ZodType<Output>, input: unknown, what: string): Output {
  const result = z.safeParse(schema, input);
  if (result.success) return result.data;
  throw invalid(
    what,
    result.error.issues.map(({ path, message }) => `/${path.join("/")}: ${message}`),
  );
}

/** What a text of JSON holds; undefined if it is none. */
export type Content = { readonly json: unknown } | undefined;

export function readJson(text: string): Content {
  try {
    return { json: JSON.parse(text) };
  } catch {
    // The parser's message quotes the text, and has no place in a log.
    return undefined;
  }
}

/**
 * Type and detail of the Ferry event that a message is: EventBridge puts its own envelope around it, one that is sent to a queue
 * directly has none.
 */
export function ferryEventOf(json: unknown): { readonly type: unknown; readonly detail: unknown } {
  if (typeof json !== "object" || json === null) return { type: undefined, detail: undefined };
  if ("detail-type" in json && "detail" in json) return { type: json["detail-type"], detail: json.detail };
  return { type: "type" in json ? json.type : undefined, detail: json };
}

/**
 * The event that a detail of EventBridge is.
 *
 * @throws InvalidInputError if its type has none of the definitions, or its data do not conform to it
 */
export function eventOf(definitions: readonly EventDefinition[], type: unknown, detail: unknown): Event {
  const definition = definitions.find((candidate) => candidate.type === type);
  if (!definition) {
    const types = definitions.map((candidate) => candidate.type).join(", ");
    throw invalid("the event", [
      `its type is ${typeof type === "string" ? type : "missing"} and not ${types}`,
    ]);
  }
  return { type: definition.type, ...parse(definition.detail, detail, `the event ${definition.type}`) };
}

/** What was wrong, after it is counted. */
export function invalid(what: string, problems: readonly string[]): InvalidInputError {
  count("InvalidInput");
  return new InvalidInputError(what, problems);
}
