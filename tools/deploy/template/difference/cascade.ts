import type { ResourceTypes } from "../resource-types/types";
import type { PropertyChange } from "./difference";
import { type ReferringLeaf, referringLeaves } from "./references";
import { type Replacement, replacementBy, strongest } from "./replacement";
import { pathText, type Resolved } from "./resources";

/** The changes of a resource found so far. */
export interface Draft {
  readonly id: string;
  readonly to: Resolved;
  readonly properties: PropertyChange[];
}

/**
 * Propagates replacements: whatever refers to a replaced resource changes, and may be replaced in turn. A reference to a resource
 * that only may be replaced is reported only if it could cause a replacement.
 * @param drafts of all remaining resources; changes are added to them
 */
export function followReplacements(drafts: readonly Draft[], types: ResourceTypes): void {
  for (let grown = true; grown; ) {
    grown = false;
    const replacements = new Map(drafts.map((draft) => [draft.id, replacementOf(draft)]));
    for (const draft of drafts) {
      const added = consequences(draft, replacements, types);
      draft.properties.push(...added);
      grown ||= added.length > 0;
    }
  }
}

/** Whether the changes together replace the resource. */
export function replacementOf({ properties }: Pick<Draft, "properties">): Replacement {
  return strongest(properties.map(({ replacement }) => replacement));
}

function consequences(
  draft: Draft,
  replacements: ReadonlyMap<string, Replacement>,
  types: ResourceTypes,
): PropertyChange[] {
  const { id, to, properties } = draft;
  return [...referringLeaves(to.Properties)].flatMap((leaf): PropertyChange[] => {
    const path = pathText(["Properties", ...leaf.path]);
    const via = cause(leaf, id, replacements);
    if (via === undefined) return [];
    const own = replacementBy(types, to.Type, leaf.path);
    const certain = replacements.get(via) === "yes";
    if (!certain && own === "no") return [];
    const replacement = certain ? own : "maybe";
    const known = properties.some(
      (change) =>
        isWithin(path, change.path) && strongest([change.replacement, replacement]) === change.replacement,
    );
    return known ? [] : [{ path, via, replacement }];
  });
}

/** The referenced resource that is or may be replaced, preferring one that certainly is. */
function cause(
  { logicalIds }: ReferringLeaf,
  self: string,
  replacements: ReadonlyMap<string, Replacement>,
): string | undefined {
  const others = logicalIds.filter((id) => id !== self);
  return (
    others.find((id) => replacements.get(id) === "yes") ??
    others.find((id) => replacements.get(id) === "maybe")
  );
}

function isWithin(path: string, change: string): boolean {
  return path === change || path.startsWith(`${change}.`) || path.startsWith(`${change}[`);
}
