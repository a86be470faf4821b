import type { ResourceTypes } from "../resource-types/types";
import type { Refusal, ResourceChange } from "./difference";
import { namesOf, type TakenName } from "./names";
import type { Resolved } from "./resources";
import { INDEXES, tableRefusal } from "./table";

type Resources = ReadonlyMap<string, Resolved>;

/** CloudFormation does not make another type of resource out of one. */
const OTHER_TYPE: Refusal = {
  why: "the type of a resource cannot be changed",
  instead: "give the new resource another logical id (another id of the construct), so that the old one goes",
};

/**
 * The changes, each with what CloudFormation refuses of it for certain.
 * @param from the resources that are there for certain
 * @param to those that will be
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
      const refused = nameRefusal(logicalId, holder, staysAsItIs(holder.by, from, to));
      return { ...change, nameTaken: holder.name, refused };
    }
    const refused = before && staysItself(change) ? tableRefusal(before, after) : undefined;
    return refused ? { ...change, refused } : change;
  });
}

/** Whether nothing replaces the resource, but perhaps a change of its indexes: of global tables the database does not say. */
function staysItself({ action, properties }: ResourceChange): boolean {
  return (
    action === "change" &&
    properties.every(
      ({ path, replacement }) =>
        replacement === "no" || (replacement === "maybe" && path.startsWith(`Properties.${INDEXES}`)),
    )
  );
}

/** Whether a resource keeps its name after the update. */
function staysAsItIs(id: string, from: Resources, to: Resources): boolean {
  return to.has(id) || String(from.get(id)?.DeletionPolicy).startsWith("Retain");
}

/** A resource is created before anything is deleted, so that its name may still belong to another one. */
function nameRefusal(id: string, { name, by }: TakenName, stays: boolean): Refusal {
  if (by === id) {
    return {
      why: `a new ${by} is created before the old one is deleted, and both would have the name ${name}`,
      instead: "give the new one another name; or take it out in one deploy and add it in the next",
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
    instead: `${keep}; or give it another name; or take it out in one deploy and add it in the next`,
  };
}
