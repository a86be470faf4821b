import type * as z from "zod";
import { Problem } from "./problem";

/** Limit of a request's body, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * Input that has the schema's form.
 *
 * @throws Problem 400 that points at each wrong member
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  where: string,
): z.output<Schema> {
  const result = schema.safeParse(input);
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
