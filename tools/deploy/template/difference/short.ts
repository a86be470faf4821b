import { asReference } from "../evaluation/text";
import { intrinsic, isObject, isRecord } from "../evaluation/value";

/** Longest value in a report, in characters. */
const LENGTH = 80;

/** A redacted value in one short line, with references as in `Fn::Sub`: `${Table.Arn}`. */
export function short(value: unknown): string {
  const shown = readable(value);
  const text = typeof shown === "string" ? shown : JSON.stringify(shown);
  const line = text.replace(/\s+/g, " ");
  return line.length <= LENGTH ? line : `${line.slice(0, LENGTH - 1)}…`;
}

/** Replaces function calls that stand for texts by these texts. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (isObject(value)) return members(value);
  const name = intrinsic(value);
  if (name === "Fn::Sub" && isRecord(value) && typeof value[name] === "string") return value[name];
  const reference = asReference(value);
  if (reference) return `\${${reference.text}}`;
  return isRecord(value) ? members(value) : value;
}

function members(value: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member)]));
}
