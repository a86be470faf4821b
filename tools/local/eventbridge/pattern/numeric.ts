import { InvalidPattern } from "./invalid-pattern";

/** EventBridge compares numbers within these bounds only. */
const LIMIT = 5_000_000_000;

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** `["<", 10]`, `["=", 3]` or a range, the lower bound first: `[">", 0, "<=", 5]`. @throws InvalidPattern */
export function readNumeric(operand: unknown, place: string): (value: number) => boolean {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const lower = comparison(parts.slice(0, 2), place);
  if (parts.length === 2) return lower.holds;
  const upper = comparison(parts.slice(2), place);
  const ordered =
    lower.operator.startsWith(">") && upper.operator.startsWith("<") && lower.bound < upper.bound;
  if (!ordered)
    throw new InvalidPattern(`numeric in ${place} must be a lower bound and a greater upper bound`);
  return (value) => lower.holds(value) && upper.holds(value);
}

function comparison(parts: readonly unknown[], place: string) {
  const [operator, bound] = parts;
  const compare =
    typeof operator === "string" && Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (parts.length !== 2 || compare === undefined || typeof bound !== "number") {
    throw new InvalidPattern(
      `numeric in ${place} takes pairs of an operator (${Object.keys(COMPARISONS).join(" ")}) and a number`,
    );
  }
  if (Math.abs(bound) > LIMIT) {
    throw new InvalidPattern(`numeric in ${place} has ${bound}, which is not between -5.0e9 and 5.0e9`);
  }
  return {
    operator: operator as string,
    bound,
    holds: (value: number) => Math.abs(value) <= LIMIT && compare(value, bound),
  };
}
