import { parseJson } from "../../protocol/json";
import { InvalidPattern } from "./invalid-pattern";
import { type Leaf, readMatcher } from "./matcher";

/** A compiled event pattern: whether an event, parsed from its JSON, is one that it selects. */
export type EventPattern = (event: unknown) => boolean;

type Test = (value: unknown) => boolean;

/** Pattern text is limited to so many bytes (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
const MAX_BYTES = 4096;

/**
 * Reads an event pattern (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html).
 * @throws InvalidPattern
 */
export function readPattern(text: string): EventPattern {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new InvalidPattern(`it has more than ${MAX_BYTES} bytes`);
  }
  let pattern: unknown;
  try {
    pattern = parseJson(text);
  } catch (error) {
    throw new InvalidPattern((error as Error).message);
  }
  return readObject(pattern, "the pattern");
}

/** All fields have to match; one that the event does not have is matched by `{"exists": false}` only. */
function readObject(pattern: unknown, place: string): Test {
  if (!isObject(pattern)) throw new InvalidPattern(`${place} must be an object or an array`);
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new InvalidPattern(`${place} is empty`);
  const tests = fields.map(([key, value]): Test => {
    const inside = `"${key}"`;
    if (key === "$or") throw new InvalidPattern("the local account does not support $or");
    const test = Array.isArray(value) ? readLeaf(value, inside) : readObject(value, inside);
    return (object) => test(isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined);
  });
  // Of an array of objects, one object has to match the whole pattern: fields of two are not mixed.
  const matches: Test = (value) =>
    Array.isArray(value) && value.length > 0 ? value.some(matches) : tests.every((test) => test(value));
  return matches;
}

/** One of the values has to match one of the event's: an array in the event counts as its entries. */
function readLeaf(alternatives: readonly unknown[], place: string): Test {
  if (alternatives.length === 0) throw new InvalidPattern(`${place} has no value to match`);
  const matchers = alternatives.map((alternative) => readMatcher(alternative, place));
  return (value) => {
    const leaves = leavesOf(value);
    return matchers.some((matcher) =>
      leaves.length === 0 ? matcher.absent : leaves.some((leaf) => matcher.present(leaf)),
    );
  };
}

/** Objects are not leaves: a field that holds one does not exist for a matcher. */
function leavesOf(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isObject(value) ? [] : [value as Leaf];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
