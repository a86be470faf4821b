import { asReference } from "../evaluation/text";
import { intrinsic, isObject, isRecord } from "../evaluation/value";

/** Characters of a value that a line of a report has room for. */
const LENGTH = 80;

/** A value in one short line, references as in `Fn::Sub`: `${Table.Arn}`. It must have been redacted. */
export function short(value: unknown): string {
  const told = readable(value);
  const text = typeof told === "string" ? told : JSON.stringify(told);
  const line = text.replace(/\s+/g, " ");
  return line.length <= LENGTH ? line : `${line.slice(0, LENGTH - 1)}…`;
}

/** Function calls that are texts, as texts. */
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
