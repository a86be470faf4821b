import { own } from "../../json/own";
import type { ResourceTypes } from "../resource-types/types";

/** Whether a change makes CloudFormation replace the resource; `maybe` if the templates do not determine that. */
export type Replacement = "no" | "maybe" | "yes";

/** Path of a property, relative to the resource's properties: `["GlobalSecondaryIndexes", "[newest]", "Projection"]`. */
export type PropertyPath = readonly string[];

/**
 * Whether a change at a path replaces the resource. A change within a replacing property does; a change of something that
 * contains one, or of one in a list item, may. For an unknown type, every change may.
 * @param both whether both sides have a value
 */
export function replacementBy(
  types: ResourceTypes,
  type: string,
  path: PropertyPath,
  both = true,
): Replacement {
  const known = own(types.types, type);
  if (known === undefined) return "maybe";
  const yes = known.yes?.some((pattern) => within(path, pattern) && !pattern.includes("*")) ?? false;
  if (yes || (both && known.exactly?.some((pattern) => within(path, pattern)))) return "yes";
  const all = [...(known.yes ?? []), ...(known.maybe ?? [])];
  return all.some((pattern) => within(path, pattern) || contains(path, pattern)) ? "maybe" : "no";
}

/** Whether the path is at or under the pattern. */
function within(path: PropertyPath, pattern: string): boolean {
  const parts = pattern.split(".");
  return parts.length <= path.length && parts.every((one, index) => one === "*" || one === path[index]);
}

/** Whether the path contains the pattern's property. */
function contains(path: PropertyPath, pattern: string): boolean {
  const parts = pattern.split(".");
  return (
    parts.length > path.length && path.every((one, index) => parts[index] === "*" || parts[index] === one)
  );
}

const ORDER: readonly Replacement[] = ["no", "maybe", "yes"];

/** The combined effect of several changes: the strongest one. */
export function strongest(replacements: readonly Replacement[]): Replacement {
  return ORDER.findLast((one) => replacements.includes(one)) ?? "no";
}
