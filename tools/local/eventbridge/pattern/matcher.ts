import { InvalidPattern } from "./invalid-pattern";

/** A value of an event that is neither object nor array. */
export type Leaf = string | number | boolean | null;

/** One alternative of a pattern's field. */
export interface Matcher {
  /** Whether a field that the event does not have is matched. */
  readonly absent: boolean;
  present(leaf: Leaf): boolean;
}

type Test = (leaf: Leaf) => boolean;

/**
 * @param place the field, as error messages name it
 * @throws InvalidPattern
 */
export function readMatcher(alternative: unknown, place: string): Matcher {
  if (isLeaf(alternative)) return whenPresent((leaf) => leaf === alternative);
  const [operator, operand] = single(alternative, place);
  switch (operator) {
    case "exists":
      if (typeof operand !== "boolean") throw invalid(operator, place, "true or false");
      return { absent: !operand, present: () => operand };
    case "prefix":
    case "suffix":
      if (typeof operand !== "string") throw invalid(operator, place, "a string");
      return whenPresent((leaf) => typeof leaf === "string" && AFFIXES[operator](leaf, operand));
    case "anything-but":
      return whenPresent(anythingBut(operand, place));
    default:
      throw new InvalidPattern(
        `the local account does not support the match type ${operator} in ${place}; it has exact values, prefix, suffix, exists and anything-but`,
      );
  }
}

const AFFIXES = {
  prefix: (text: string, part: string) => text.startsWith(part),
  suffix: (text: string, part: string) => text.endsWith(part),
};

function anythingBut(operand: unknown, place: string): Test {
  const excluded = Array.isArray(operand) ? operand : [operand];
  const types = new Set(excluded.map((value) => typeof value));
  if (excluded.length === 0 || types.size > 1 || !(types.has("string") || types.has("number"))) {
    throw invalid("anything-but", place, "a string, a number, or a list of either");
  }
  return (leaf) => !excluded.includes(leaf);
}

function whenPresent(present: Test): Matcher {
  return { absent: false, present };
}

/** The one member of an object such as `{"prefix": "a"}`. */
function single(value: unknown, place: string): [string, unknown] {
  const members =
    value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  const [member] = members;
  if (member === undefined || members.length > 1) {
    throw new InvalidPattern(
      `a match value in ${place} must be a string, number, boolean, null, or one operator`,
    );
  }
  return member;
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function invalid(operator: string, place: string, expected: string): InvalidPattern {
  return new InvalidPattern(`${operator} in ${place} takes ${expected}`);
}
