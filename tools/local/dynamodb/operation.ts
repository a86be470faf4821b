import type { z } from "zod";
import type { Engine } from "./engine";
import { invalid } from "./table-settings";

/** An operation that dynalite does not implement, or not fully: its input and output as JSON on the wire. */
export type Operation = (engine: Engine, input: object, region: string) => object | Promise<object>;

/** @throws AwsError (ValidationException) that names what is wrong or not supported */
export function parse<T>(schema: z.ZodType<T>, input: object): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys")
      return `the local account does not support ${issue.keys.join(", ")}`;
    return [issue.path.join("."), issue.message].filter(Boolean).join(": ");
  });
  throw invalid(problems.join("; "));
}

/** The table's description. @throws AwsError (ResourceNotFoundException) */
export function tableOf(engine: Engine, name: string, region: string): object {
  return (engine.executeNow("DescribeTable", { TableName: name }, region) as { Table: object }).Table;
}
