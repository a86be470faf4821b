import { property } from "../../protocol/property";
import type { ResourceProvider, Tags } from "../../resources/provider";
import { Unknown, type UnknownCause, type Value } from "../template/intrinsics";
import { isObject, sameValue } from "../template/json";
import type { PhysicalResource } from "./records";

/** A top-level property that is not, or may not stay, what it was. */
export interface PropertyChange {
  readonly name: string;
  readonly requiresReplacement: boolean;
  /** False where the new value may turn out to be the old one. */
  readonly certain: boolean;
  readonly causes: readonly UnknownCause[];
}

/** The properties that differ, in the order of their names. `Tags` is not among them: see `tagsDiffer`. */
export function propertyChanges(
  provider: ResourceProvider,
  before: PhysicalResource["properties"],
  after: Readonly<Record<string, Value>>,
): PropertyChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): PropertyChange[] => {
    if (name === "Tags" && provider.tags !== undefined) return [];
    const [old, value] = [property(before, name), property(after, name)];
    const causes = unknownCauses(value);
    const kept = Object.hasOwn(before, name) === Object.hasOwn(after, name);
    if (causes.length === 0 && kept && sameValue(old, value)) return [];
    const certain = causes.length === 0 || causes.some(({ changes }) => changes);
    return [{ name, requiresReplacement: provider.replacedBy.includes(name), certain, causes }];
  });
}

export function tagsDiffer(before: Tags, after: Tags): boolean {
  return !sameValue(before, after);
}

function unknownCauses(value: Value | undefined): readonly UnknownCause[] {
  if (value instanceof Unknown) return value.causes;
  if (Array.isArray(value)) return value.flatMap(unknownCauses);
  return isObject(value) ? Object.values(value).flatMap(unknownCauses) : [];
}
