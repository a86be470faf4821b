import type { ResourceTypes } from "../resource-types/types";
import type { Refusal, ResourceChange } from "./difference";
import { namesOf, type TakenName } from "./names";
import type { Resolved } from "./resources";
import { INDEXES, tableRefusal } from "./table";

type Resources = ReadonlyMap<string, Resolved>;

/** CloudFormation cannot change a resource's type. */
const OTHER_TYPE: Refusal = {
  why: "the type of a resource cannot be changed",
  instead: "give the new resource another logical id (another construct id), so that the old one is removed",
};

/**
 * The changes, with the reasons why CloudFormation would certainly reject them.
 * @param from the resources that certainly exist
 * @param to the resources that certainly will
 */
export function withRefusals(
  changes: readonly ResourceChange[],
  from: Resources,
  to: Resources,
  types: ResourceTypes,
): ResourceChange[] {
  const taken = namesOf(from, types);
  return changes.map((change) => {
    const { logicalId, action } = change;
    const [before, after] = [from.get(logicalId), to.get(logicalId)];
    if (!after) return change;
    if (before && before.Type !== after.Type) return { ...change, refused: OTHER_TYPE };
    const holder = action === "add" || action === "replace" ? taken(after) : undefined;
    if (holder) {
      const refused = nameRefusal(logicalId, holder, keepsName(holder.by, from, to));
      return { ...change, nameTaken: holder.name, refused };
    }
    const refused = before && isUpdatedInPlace(change) ? tableRefusal(before, after) : undefined;
    return refused ? { ...change, refused } : change;
  });
}

/**
 * Whether nothing replaces the resource, except perhaps a change of its indexes, which the database leaves open for global
 * tables.
 */
function isUpdatedInPlace({ action, properties }: ResourceChange): boolean {
  return (
    action === "change" &&
    properties.every(
      ({ path, replacement }) =>
        replacement === "no" || (replacement === "maybe" && path.startsWith(`Properties.${INDEXES}`)),
    )
  );
}

/** Whether a resource keeps its name after the update. */
function keepsName(id: string, from: Resources, to: Resources): boolean {
  return to.has(id) || String(from.get(id)?.DeletionPolicy).startsWith("Retain");
}

/** New resources are created before old ones are deleted, so a name may still be in use. */
function nameRefusal(id: string, { name, by }: TakenName, stays: boolean): Refusal {
  if (by === id) {
    return {
      why: `a new ${by} is created before the old one is deleted, and both would have the name ${name}`,
      instead: "give the new one another name; or remove it in one deploy and add it in the next",
    };
  }
  const keep = `keep the logical id in stack.ts: (construct.node.defaultChild as CfnResource).overrideLogicalId("${by}")`;
  if (stays)
    return {
      why: `the name ${name} belongs to ${by}, which stays`,
      instead: `give it another name, or ${keep}`,
    };
  return {
    why: `the name ${name} belongs to ${by}, which is deleted only afterwards`,
    instead: `${keep}; or give it another name; or remove it in one deploy and add it in the next`,
  };
}
