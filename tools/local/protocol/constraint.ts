import type { z } from "zod";
import type { AwsError } from "./error";

/**
 * The input as the schema reads it. Throws what `refuse` makes of the violations, worded as by AWS's own validation:
 * `1 validation error detected: Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater
 * than or equal to 128`. Members that AWS knows and the local account does not support are no part of a strict schema, and
 * are refused by name. Null members count as absent, as they do in AWS's JSON protocols.
 */
export function validate<T extends z.ZodType>(
  schema: T,
  input: unknown,
  refuse: (message: string, violation: "constraint" | "unsupported") => AwsError,
): z.output<T> {
  const present = withoutNulls(input);
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const unsupported = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key].join(".")) : [],
  );
  if (unsupported.length > 0) {
    throw refuse(`the local account does not support ${unsupported.join(", ")}: leave it out`, "unsupported");
  }
  const texts = result.error.issues.map((issue) => describe(issue, present));
  const count = `${texts.length} validation error${texts.length === 1 ? "" : "s"} detected`;
  throw refuse(`${count}: ${texts.join("; ")}`, "constraint");
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, input: unknown): string {
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  const path = issue.path.map((key) => (typeof key === "string" ? lowerFirst(key) : String(key))).join(".");
  const shown =
    value === undefined ? "null" : `'${typeof value === "object" ? JSON.stringify(value) : value}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint(issue, value)}`;
}

function constraint(issue: Issue, value: unknown): string {
  const measure = (origin: string) => (origin === "number" || origin === "int" ? "value" : "length");
  switch (issue.code) {
    case "too_small":
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case "too_big":
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case "invalid_format":
      return `Member must satisfy regular expression pattern: ${"pattern" in issue ? issue.pattern : issue.format}`;
    case "invalid_value":
      return `Member must satisfy enum value set: [${issue.values.join(", ")}]`;
    case "invalid_type":
      return value === undefined ? "Member must not be null" : `Member must be of type ${issue.expected}`;
    default:
      return issue.message;
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (ArrayBuffer.isView(value) || Array.isArray(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member == null ? [] : [[key, withoutNulls(member)]])),
  );
}
