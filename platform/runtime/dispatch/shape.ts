export type Members = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const MAX_KEYS = 20;
const MAX_KEY_LENGTH = 40;

/** Describes an event without its values: by its type and the names of its members. */
export function shapeOf(event: unknown): string {
  if (event === null) return "null";
  if (Array.isArray(event)) return `an array of ${event.length}`;
  if (typeof event !== "object") return typeof event;
  const keys = Object.keys(event);
  if (keys.length === 0) return "an object without members";
  const named = keys.slice(0, MAX_KEYS).map((key) => key.slice(0, MAX_KEY_LENGTH));
  const more = keys.length > MAX_KEYS ? ` and ${keys.length - MAX_KEYS} more` : "";
  return `an object with the members ${named.join(", ")}${more}`;
}
