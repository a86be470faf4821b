import fc from "fast-check";
import type { DataSchema } from "./data-schema";

/**
 * Data of a schema, for property-based tests. Members that are optional are there or not.
 *
 * @throws Error for a keyword or a type that no event has used yet: add it here
 */
export function arbitraryData(schema: DataSchema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return objects(schema);
    case "array":
      return fc.array(arbitraryData(schema.items ?? {}), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 5), 5),
      });
    case "integer":
      return fc.integer({ min: bound(schema.minimum, -(2 ** 31)), max: bound(schema.maximum, 2 ** 31 - 1) });
    case "boolean":
      return fc.boolean();
    case "string":
      return strings(schema);
    default:
      throw new Error(`no data can be made for ${JSON.stringify(schema)}; extend arbitrary-data.fixture.ts`);
  }
}

function objects({ properties = {}, required = [] }: DataSchema): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, arbitraryData(member)]),
  );
  return fc.record(members, { requiredKeys: [...required] });
}

function strings({ format, pattern, minLength = 0, maxLength = 50 }: DataSchema): fc.Arbitrary<unknown> {
  if (format === "date-time") {
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  if (format !== undefined)
    throw new Error(`no text can be made for the format ${format}; extend arbitrary-data.fixture.ts`);
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength: Number(minLength), maxLength: Number(maxLength) });
}

/** Zod's bounds of all safe integers are beyond what `fc.integer` takes. */
function bound(value: unknown, limit: number): number {
  return typeof value === "number" && Math.abs(value) < Math.abs(limit) ? value : limit;
}
