import { asReference, substitutionParts } from "../evaluation/text";
import { intrinsic, isObject, isRecord, Masked } from "../evaluation/value";

/** A place in a value that refers to resources of the template. */
export interface ReferringLeaf {
  /** Relative to the value; list items by index. */
  readonly path: readonly string[];
  readonly logicalIds: readonly string[];
}

/** All references within a resolved value. */
export function* referringLeaves(value: unknown, path: readonly string[] = []): Generator<ReferringLeaf> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* referringLeaves(item, [...path, `[${index}]`]);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* referringLeaves(member, [...path, name]);
  } else {
    const logicalIds = [...new Set(references(value))];
    if (logicalIds.length > 0) yield { path, logicalIds };
  }
}

function references(value: unknown): string[] {
  if (value instanceof Masked) return names(value.shown);
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isRecord(value)) return [];
  const reference = asReference(value);
  if (reference) return [logicalId(reference.text)];
  const text = intrinsic(value) === "Fn::Sub" ? value["Fn::Sub"] : undefined;
  if (typeof text === "string") return names(text);
  if (Array.isArray(text))
    return [...(typeof text[0] === "string" ? names(text[0]) : []), ...references(text[1])];
  return Object.values(value).flatMap(references);
}

function names(text: string): string[] {
  return [...substitutionParts(text)].flatMap((part) => ("name" in part ? [logicalId(part.name)] : []));
}

/** `Table.Arn` refers to `Table`. */
const logicalId = (reference: string): string => reference.split(".", 1)[0] ?? reference;
