import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject } from "../evaluation/value";
import type { Refusal } from "./difference";
import type { Resolved } from "./resources";

const TABLE = "AWS::DynamoDB::Table";
const TABLES = new Set([TABLE, "AWS::DynamoDB::GlobalTable"]);

/** The property with the global indexes, of both types. */
export const INDEXES = "GlobalSecondaryIndexes";

/**
 * A change that neither DynamoDB nor CloudFormation can make to a table in one update; undefined if there is none, or that
 * is unknown. Not for tables that are replaced.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function tableRefusal(from: Resolved, to: Resolved): Refusal | undefined {
  if (!TABLES.has(from.Type) || from.Type !== to.Type) return undefined;
  const [before, after] = [indexes(from), indexes(to)];
  return (
    (before && after && (changedIndexes(from.Type, before, after) ?? severalIndexes(before, after))) ??
    timeToLiveRefusal(from, to)
  );
}

type Indexes = ReadonlyMap<string, JsonObject>;

/** Global indexes by name; undefined if not all are known. */
function indexes({ Properties = {} }: Resolved): Indexes | undefined {
  const list = Properties[INDEXES] ?? [];
  if (!Array.isArray(list)) return undefined;
  const named = list.flatMap((one): [string, JsonObject][] =>
    isObject(one) && typeof one.IndexName === "string" ? [[one.IndexName, one]] : [],
  );
  return named.length === list.length ? new Map(named) : undefined;
}

/** Not for global tables, which may be replaced in this case. */
function changedIndexes(type: string, from: Indexes, to: Indexes): Refusal | undefined {
  if (type !== TABLE) return undefined;
  const changed = [...to].filter(([name, index]) => isAnother(from.get(name), index)).map(([name]) => name);
  if (changed.length === 0) return undefined;
  return {
    why: `key and projection of an index cannot be changed: ${changed.join(", ")}`,
    instead:
      "add the index under another name, deploy, remove the old one, and deploy again: one index at a time",
  };
}

function severalIndexes(from: Indexes, to: Indexes): Refusal | undefined {
  const added = [...to.keys()].filter((name) => !from.has(name));
  const removed = [...from.keys()].filter((name) => !to.has(name));
  if (added.length + removed.length < 2) return undefined;
  const steps = [...added.map((name) => `+ ${name}`), ...removed.map((name) => `- ${name}`)];
  return {
    why: `an update can add or remove one index, not ${steps.length} (${steps.join(", ")})`,
    instead: "make one of these changes in stack.ts, deploy, and continue with the next one",
  };
}

/** Whether an index certainly differs: a key or projection with unknown parts may be the same. */
function isAnother(before: JsonObject | undefined, after: JsonObject): boolean {
  return (
    before !== undefined &&
    (differs(before.KeySchema, after.KeySchema) ||
      differs(projection(before.Projection), projection(after.Projection)))
  );
}

function differs(before: unknown, after: unknown): boolean {
  return isPlain(before) && isPlain(after) && !isDeepStrictEqual(before, after);
}

/** The attributes of a projection are a set. */
function projection(value: unknown): unknown {
  if (!isObject(value) || !Array.isArray(value.NonKeyAttributes)) return value;
  return { ...value, NonKeyAttributes: [...value.NonKeyAttributes].sort() };
}

/** Whether the whole value is known, so that it can be compared. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  return isObject(value) ? Object.values(value).every(isPlain) : typeof value === "string";
}

function timeToLiveRefusal(from: Resolved, to: Resolved): Refusal | undefined {
  const [before, after] = [enabledAttribute(from), enabledAttribute(to)];
  if (before === undefined || after === undefined || before === after) return undefined;
  return {
    why: `the attribute of the time to live cannot be changed from ${before} to ${after} while it is enabled`,
    instead: `set Enabled to false with the attribute ${before}, deploy, and enable it with ${after} in the next deploy, an hour later: DynamoDB allows one change per hour`,
  };
}

/** The enabled time to live attribute, if known. */
function enabledAttribute({ Properties = {} }: Resolved): string | undefined {
  const { TimeToLiveSpecification: given } = Properties;
  if (!isObject(given) || String(given.Enabled) !== "true") return undefined;
  return typeof given.AttributeName === "string" ? given.AttributeName : undefined;
}
