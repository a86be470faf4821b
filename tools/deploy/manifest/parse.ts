import { z } from "zod";
import { type ErrorCode, FerryError } from "../error";

/**
 * Reads JSON text against a schema. What is wrong is named by its path in the document, all problems at once.
 * @param origin the file, as the reader of the message knows it
 * @param next what fixes it
 */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  origin: string,
  code: ErrorCode,
  next: string,
): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FerryError(code, `${origin} is not JSON: ${(cause as Error).message}`, { cause, next });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    // zod keeps what is wrong with a key of a record one level down.
    const message =
      issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return `\n  ${z.core.toDotPath(issue.path) || "(document)"}: ${message}`;
  });
  throw new FerryError(code, `${origin} is not valid:${problems.join("")}`, { next });
}
