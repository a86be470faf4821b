import { parseNumber } from "./number";

/** A value as DynamoDB's API has it, as far as JSON can say it: no binary values, and no sets. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** Attributes by their names. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** A number as it is written in the file: JavaScript's own would round what has more than 17 digits. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** JSON.parse, but for numbers. @throws SyntaxError */
export function parseExact(text: string): unknown {
  // The third argument is not in TypeScript's types yet: https://tc39.es/proposal-json-parse-with-source/
  const exact = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === "number" ? new ExactNumber(context?.source ?? String(value)) : value;
  return JSON.parse(text, exact);
}

/** DynamoDB nests no deeper. */
const LEVELS = 32;

/**
 * The value as DynamoDB stores it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 * @param path of the value, for messages
 * @throws RangeError for what DynamoDB cannot hold
 */
export function marshal(value: unknown, path: string, level = 0): AttributeValue {
  if (level > LEVELS) throw new RangeError(`${path} is nested deeper than DynamoDB's ${LEVELS} levels`);
  if (value instanceof ExactNumber) return { N: parseNumber(value.text, path) };
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value))
    return { L: value.map((one, index) => marshal(one, `${path}[${index}]`, level + 1)) };
  const members = Object.entries(value as object);
  return {
    M: Object.fromEntries(
      members.map(([name, one]) => [name, marshal(one, path === "" ? name : `${path}.${name}`, level + 1)]),
    ),
  };
}

/**
 * Bytes that DynamoDB counts for a value, which may be a few less for numbers.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return Math.ceil(value.N.replace(/\D/g, "").length / 2) + 2;
  if ("L" in value) return value.L.reduce((sum, one) => sum + sizeOf(one) + 1, 3);
  if ("M" in value) return 3 + sizeOfItem(value.M, 1);
  return 1;
}

/** Bytes of the attributes with their names. @param each what is counted besides for each */
export function sizeOfItem(item: Item, each = 0): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value) + each,
    0,
  );
}
