import * as fc from "fast-check";
import * as z from "zod";

/** A JSON Schema (draft 2020-12), as far as zod writes it. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** What `invoke --event` fills in each time. */
const FORMATS: Readonly<Record<string, string>> = {
  "date-time": `\${Now}`,
  uuid: `\${Uuid}`,
  email: "someone@example.com",
  uri: "https://example.com/",
  date: "2026-01-01",
};

/** Texts that are tried before one is made up from the pattern. */
const TEXTS = ["sample", "sample-1", "EUR", "1", "en", "00000000-0000-4000-8000-000000000000"];

/**
 * A value that the schema takes, as far as a JSON Schema describes it: an example or a default of the schema's where it has one
 * (`.meta({ examples: […] })`), else the least that it asks for. The same for the same schema.
 *
 * @param name of the member, which makes a better text than any other
 */
export function sampleOf(schema: z.core.$ZodType, name = "sample"): unknown {
  return sample(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema, name);
}

function sample(schema: Schema, name: string): unknown {
  for (const given of [schema.examples?.[0], schema.default, schema.const, schema.enum?.[0]]) {
    if (given !== undefined) return given;
  }
  const [branch] = schema.anyOf ?? schema.oneOf ?? [];
  if (branch) return sample(branch, name);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => sample(one, name)));
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {}, key)]),
      );
    case "array":
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () =>
        sample(schema.items ?? {}, name),
      );
    case "string":
      return text(schema, name);
    case "integer":
    case "number":
      return number(schema);
    case "boolean":
      return true;
    default:
      return null;
  }
}

function number({ minimum, exclusiveMinimum, maximum }: Schema): number {
  const least = Math.max(1, minimum ?? 1, exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1);
  return maximum === undefined ? least : Math.min(least, maximum);
}

function text(
  { format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema,
  name: string,
): string {
  const filled = format === undefined ? undefined : FORMATS[format];
  if (filled !== undefined) return filled;
  const fits = (one: string) => one.length >= minLength && one.length <= maxLength;
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const candidates = [`${name}-1`, name, ...TEXTS, "sample".padEnd(minLength, "-")];
  const found = candidates.find((one) => fits(one) && (expression?.test(one) ?? true));
  if (found !== undefined || expression === undefined) return found ?? "";
  // One seed, so that the file is the same each time.
  const [made = ""] = fc.sample(fc.stringMatching(expression, { size: "small" }), { seed: 1, numRuns: 1 });
  return made;
}
