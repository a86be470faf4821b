import { own } from "../../json/own";
import type { ResourceTypes } from "../resource-types/types";

/** Whether a change makes CloudFormation replace the resource; `maybe` where that depends on more than the templates tell. */
export type Replacement = "no" | "maybe" | "yes";

/** Path of a property, from the resource's own properties on: `["GlobalSecondaryIndexes", "[newest]", "Projection"]`. */
export type PropertyPath = readonly string[];

/**
 * What a change at a path does to the resource, where there is a value on both sides (`both`) and where there is none on one. A change within a replacing property replaces; a change of something that
 * contains one, or of one in an item of a list, may. Of a type that is not known, every change may.
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

/** Whether the path is at or under what the pattern stands for. */
function within(path: PropertyPath, pattern: string): boolean {
  const wanted = pattern.split(".");
  return wanted.length <= path.length && wanted.every((one, index) => one === "*" || one === path[index]);
}

/** Whether the path is that of something which the pattern's property is a part of. */
function contains(path: PropertyPath, pattern: string): boolean {
  const wanted = pattern.split(".");
  return (
    wanted.length > path.length && path.every((one, index) => wanted[index] === "*" || wanted[index] === one)
  );
}

const ORDER: readonly Replacement[] = ["no", "maybe", "yes"];

/** What several changes together do: the most that any of them does. */
export function strongest(replacements: readonly Replacement[]): Replacement {
  return ORDER.findLast((one) => replacements.includes(one)) ?? "no";
}
