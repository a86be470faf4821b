import * as z from "zod/v4/core";
import { Problem } from "./problem";

/**
 * Input that has the schema's form.
 *
 * @param where the part of the request, for the message: `the body`, `the query`, `the header If-Match`
 * @throws Problem 400 that points at each wrong member
 */
export function parse<Schema extends z.$ZodType>(
  schema: Schema,
  input: unknown,
  where: string,
): z.output<Schema> {
  const result = z.safeParse(schema, input);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: path
      .map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join(""),
    detail: message,
  }));
  throw new Problem(
    400,
    "invalid-input",
    "The input is not valid",
    `${where} is not valid; see errors`,
    errors,
  );
}
