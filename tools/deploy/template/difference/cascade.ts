import type { ResourceTypes } from "../resource-types/types";
import type { PropertyChange } from "./difference";
import { type ReferringLeaf, referringLeaves } from "./references";
import { type Replacement, replacementBy, strongest } from "./replacement";
import { pathText, type Resolved } from "./resources";

/** What is known of the changes of a resource while they are followed. */
export interface Draft {
  readonly id: string;
  readonly to: Resolved;
  readonly properties: PropertyChange[];
}

/**
 * Follows replacements: what refers to a replaced resource refers to another one afterwards, which may replace it in turn. What
 * refers to one that only may be replaced is told only where that could replace it, too.
 * @param drafts of all resources that stay; changes are added to them
 */
export function followReplacements(drafts: readonly Draft[], types: ResourceTypes): void {
  for (let grown = true; grown; ) {
    grown = false;
    const fates = new Map(drafts.map((draft) => [draft.id, fate(draft)]));
    for (const draft of drafts) {
      const added = consequences(draft, fates, types);
      draft.properties.push(...added);
      grown ||= added.length > 0;
    }
  }
}

/** What the changes together do to the resource. */
export function fate({ properties }: Pick<Draft, "properties">): Replacement {
  return strongest(properties.map(({ replacement }) => replacement));
}

function consequences(
  draft: Draft,
  fates: ReadonlyMap<string, Replacement>,
  types: ResourceTypes,
): PropertyChange[] {
  const { id, to, properties } = draft;
  return [...referringLeaves(to.Properties)].flatMap((leaf): PropertyChange[] => {
    const path = pathText(["Properties", ...leaf.path]);
    const via = cause(leaf, id, fates);
    if (via === undefined) return [];
    const own = replacementBy(types, to.Type, leaf.path);
    const certain = fates.get(via) === "yes";
    if (!certain && own === "no") return [];
    const replacement = certain ? own : "maybe";
    const known = properties.some(
      (change) =>
        isWithin(path, change.path) && strongest([change.replacement, replacement]) === change.replacement,
    );
    return known ? [] : [{ path, via, replacement }];
  });
}

/** The referred resource that is replaced, or may be: one that is replaced for certain counts more. */
function cause(
  { logicalIds }: ReferringLeaf,
  self: string,
  fates: ReadonlyMap<string, Replacement>,
): string | undefined {
  const others = logicalIds.filter((id) => id !== self);
  return others.find((id) => fates.get(id) === "yes") ?? others.find((id) => fates.get(id) === "maybe");
}

function isWithin(path: string, change: string): boolean {
  return path === change || path.startsWith(`${change}.`) || path.startsWith(`${change}[`);
}
