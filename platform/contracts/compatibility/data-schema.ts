import * as z from "zod";

/** A JSON Schema (draft 2020-12), as far as the data of events use it. */
export interface DataSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, DataSchema>>;
  readonly required?: readonly string[];
  readonly items?: DataSchema;
  readonly [keyword: string]: unknown;
}

/**
 * What an event's data look like on the wire. It does not depend on the release of zod: where a format says what a text is,
 * zod's regular expression for it is left out.
 *
 * @throws Error if the schema is more than a JSON Schema can say, e.g. a transformation
 */
export function dataSchema(data: z.ZodType): DataSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(data, {
    // What is sent, not what parsing makes of it: readers ignore members that they do not know.
    io: "input",
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return schema as DataSchema;
}

/** The schema as the text of its file: in alphabetical order, so that only a change of meaning changes the text. */
export function schemaText(schema: DataSchema): string {
  return `${JSON.stringify(sorted(schema), undefined, 2)}\n`;
}

function sorted(schema: DataSchema): DataSchema {
  return JSON.parse(
    JSON.stringify(schema, (keyword, value) => {
      if (Array.isArray(value)) return keyword === "required" ? value.toSorted() : value;
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    }),
  );
}
