import type { z } from "zod";
import type { ResourceProvider } from "../../resources/provider";
import { Unknown, type Value } from "../template/intrinsics";
import { isObject, type Json } from "../template/json";
import { validationError } from "../template/template-error";

/**
 * Checks evaluated properties against the resource type: names, required ones, types. What is not known yet is not judged.
 * The message is that of CloudFormation's handlers.
 */
export function checkProperties(
  provider: ResourceProvider,
  logicalId: string,
  properties: Readonly<Record<string, Value>>,
): void {
  const result = provider.schema.safeParse(properties);
  if (result.success) return;
  const known = result.error.issues.filter((issue) => !dependsOnUnknown(issue, properties));
  if (known.length === 0) return;
  const problems = known.flatMap((issue) => describe(issue, [])).join(", ");
  throw validationError(
    `Properties validation failed for resource ${logicalId} of type ${provider.type} with message: [${problems}]`,
  );
}

/** Properties that are all known, as the provider takes them. */
export function parseProperties(
  provider: ResourceProvider,
  logicalId: string,
  properties: Readonly<Record<string, Json>>,
): unknown {
  checkProperties(provider, logicalId, properties);
  return provider.schema.parse(properties);
}

/** The properties, all of which must be known: while an operation runs, what a resource needs has been made before it. */
export function knownProperties(properties: Readonly<Record<string, Value>>): Readonly<Record<string, Json>> {
  return known(properties) as Readonly<Record<string, Json>>;
}

function known(value: Value): Json {
  if (value instanceof Unknown) {
    const names = value.causes.map(({ name, attribute }) =>
      attribute === undefined ? name : `${name}.${attribute}`,
    );
    throw new Error(`${names.join(", ")} should be known by now`);
  }
  if (Array.isArray(value)) return value.map(known);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, known(item)]));
  return value as Json;
}

/** Whether the issue may be gone once everything is known. */
function dependsOnUnknown(issue: z.core.$ZodIssue, value: unknown): boolean {
  let current = value;
  for (const key of issue.path) {
    if (current instanceof Unknown) return true;
    current =
      typeof current === "object" && current !== null
        ? (current as Record<PropertyKey, unknown>)[key]
        : undefined;
  }
  if (current instanceof Unknown) return true;
  if (issue.code !== "invalid_union") return false;
  return issue.errors.some((branch) => branch.every((inner) => dependsOnUnknown(inner, current)));
}

function describe(issue: z.core.$ZodIssue, parent: readonly PropertyKey[]): string[] {
  const at = [...parent, ...issue.path];
  const path = `#${at.map((key) => `/${String(key)}`).join("")}`;
  if (issue.code === "unrecognized_keys") {
    return [
      `${path}: extraneous key [${issue.keys.join(", ")}] is not permitted (the local account does not support it)`,
    ];
  }
  // Of the forms that a value may have, the one that was meant is the one that is wrong further inside.
  const meant =
    issue.code === "invalid_union"
      ? issue.errors.find((branch) =>
          branch.every((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys"),
        )
      : undefined;
  return meant === undefined ? [`${path}: ${issue.message}`] : meant.flatMap((inner) => describe(inner, at));
}
