import { readCidr } from "./cidr";
import { InvalidPattern } from "./invalid-pattern";
import { readNumeric } from "./numeric";
import { readWildcard } from "./wildcard";

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
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws InvalidPattern
 */
export function readMatcher(alternative: unknown, place: string): Matcher {
  if (isLeaf(alternative)) return whenPresent((leaf) => leaf === alternative);
  const [operator, operand] = single(alternative, place);
  if (operator === "exists") {
    if (typeof operand !== "boolean") throw invalid("exists", place, "true or false");
    return { absent: !operand, present: () => operand };
  }
  const read = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (read === undefined) throw new InvalidPattern(`unrecognized match type ${operator} in ${place}`);
  return whenPresent(read(operand, place));
}

type Read = (operand: unknown, place: string) => Test;

const OPERATORS: Readonly<Record<string, Read>> = {
  prefix: (operand, place) => affix("prefix", operand, place, (text, part) => text.startsWith(part)),
  suffix: (operand, place) => affix("suffix", operand, place, (text, part) => text.endsWith(part)),
  "equals-ignore-case": (operand, place) => {
    const wanted = text("equals-ignore-case", operand, place).toLowerCase();
    return ofText((value) => value.toLowerCase() === wanted);
  },
  wildcard: (operand, place) => ofText(readWildcard(text("wildcard", operand, place), place)),
  numeric: (operand, place) => {
    const test = readNumeric(operand, place);
    return (leaf) => typeof leaf === "number" && test(leaf);
  },
  cidr: (operand, place) => ofText(readCidr(text("cidr", operand, place), place)),
  "anything-but": anythingBut,
};

/** What `anything-but` may turn round, each with one operand or a list of them. */
const REVERSIBLE = new Set(["prefix", "suffix", "equals-ignore-case", "wildcard"]);

/** A field that the event does not have is not matched, nor are its other values asked. */
function anythingBut(operand: unknown, place: string): Test {
  if (isLeaf(operand) || Array.isArray(operand)) {
    const unwanted = list(operand);
    const kinds = new Set(unwanted.map((value) => typeof value));
    if (unwanted.length === 0 || kinds.size > 1 || !(kinds.has("string") || kinds.has("number"))) {
      throw invalid("anything-but", place, "a string, a number, or a list of either");
    }
    return (leaf) => !unwanted.includes(leaf);
  }
  const [operator, operands] = single(operand, place);
  const read = REVERSIBLE.has(operator) ? OPERATORS[operator] : undefined;
  if (read === undefined) {
    throw new InvalidPattern(`unsupported anything-but pattern ${operator} in ${place}`);
  }
  if (list(operands).length === 0) throw invalid(operator, place, "a string or a list of strings");
  const tests = list(operands).map((one) => read(text(operator, one, place), place));
  return (leaf) => !tests.some((test) => test(leaf));
}

/** `prefix` and `suffix` also take `{"equals-ignore-case": …}`. */
function affix(
  operator: string,
  operand: unknown,
  place: string,
  holds: (text: string, part: string) => boolean,
): Test {
  if (typeof operand === "string") return ofText((value) => holds(value, operand));
  const [inner, part] = single(operand, place);
  if (inner !== "equals-ignore-case") throw invalid(operator, place, "a string or equals-ignore-case");
  const wanted = text(operator, part, place).toLowerCase();
  return ofText((value) => holds(value.toLowerCase(), wanted));
}

function ofText(test: (text: string) => boolean): Test {
  return (leaf) => typeof leaf === "string" && test(leaf);
}

function whenPresent(present: Test): Matcher {
  return { absent: false, present };
}

function text(operator: string, operand: unknown, place: string): string {
  if (typeof operand !== "string") throw invalid(operator, place, "a string");
  return operand;
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

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function invalid(operator: string, place: string, wanted: string): InvalidPattern {
  return new InvalidPattern(`${operator} in ${place} takes ${wanted}`);
}
