import { z } from "zod";

const NOT_INTEGER = { error: "expected type: Integer" };

/** Property types. A template may give a scalar as text, since `Ref` and `Fn::Sub` only produce texts. */
export const text = z
  .union([z.string(), z.number(), z.boolean()], { error: "expected type: String" })
  .transform(String);

export const integer = z
  .union([z.int(), z.string().regex(/^-?\d+$/, NOT_INTEGER)], NOT_INTEGER)
  .transform(Number);

export const flag = z
  .union([z.boolean(), z.enum(["true", "false"])], { error: "expected type: Boolean" })
  .transform((value) => value === true || value === "true");

/** One of the texts. */
export function choice<const T extends string>(...values: readonly T[]): z.ZodEnum<{ [K in T]: K }> {
  return z.enum(values as unknown as [T, ...T[]]);
}

/** A JSON document such as a policy, taken as it is. */
export const json = z.record(z.string(), z.unknown());

export const tagList = z.array(z.strictObject({ Key: text, Value: text }));
