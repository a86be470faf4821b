import type { z } from "zod";
import type { SqsContext } from "./context";
import { invalidValue, missingParameter, unsupported } from "./errors";

/** An operation of the API: its input and output are JSON on the wire. */
export interface Operation {
  run(context: SqsContext, input: object, signal?: AbortSignal): object | Promise<object>;
}

/** An operation whose input is read by a strict schema: members that it does not have are refused by name. */
export function operation<T extends z.ZodType>(
  schema: T,
  run: (context: SqsContext, request: z.output<T>, signal?: AbortSignal) => object | Promise<object>,
): Operation {
  return { run: (context, input, signal) => run(context, parse(schema, input), signal) };
}

/** @throws AwsError as SQS words it, for the first problem */
export function parse<T extends z.ZodType>(schema: T, input: object): z.output<T> {
  const present = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") throw unsupported([...issue.path, ...issue.keys].join("."));
  const path = (issue?.path ?? []).map(String);
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | undefined)?.[key],
    present,
  );
  if (value === undefined) throw missingParameter(path.join("."));
  throw invalidValue(value, path.join("."), issue?.message ?? "it is not valid.");
}
