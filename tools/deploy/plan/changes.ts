import { isDeepStrictEqual } from "node:util";
import type { ObservedStack } from "../model/observed";
import { templateDifference } from "../template/difference/compare";
import type { TemplateDifference } from "../template/difference/difference";
import type { ResourceTypes } from "../template/resource-types/types";
import type { Instantiation } from "../template/template";
import { deployedInstantiation } from "./instantiation";
import type { StackPlan } from "./plan";

const NOTHING: Instantiation = {
  template: {
    parameters: {},
    resources: {},
    mappings: {},
    conditions: {},
    outputs: {},
    ferry: { FirstCode: [], References: {} },
  },
  parameters: {},
};

/**
 * What the plan of a stack changes in its resources. Undefined if nothing, or if unknown: the deployed template cannot be parsed,
 * or a loop or macro in it generates resources. If a dead stack is deleted first, a resource may be both removed and added.
 */
export function stackChanges(
  { action, first, desired, sent }: StackPlan,
  observed: ObservedStack | undefined,
  types: ResourceTypes,
): TemplateDifference | undefined {
  if (action === "none") return undefined;
  const after: Instantiation = { template: sent.template, parameters: desired.parameters };
  if (action === "update") {
    const before = deployedInstantiation(observed);
    return before && sameMacros(before, after) ? templateDifference(before, after, types) : undefined;
  }
  const creation = templateDifference(NOTHING, after, types);
  if (first?.action !== "delete" || !observed?.remaining?.length) return creation;
  const left = remains(observed, observed.remaining);
  if (!left) return undefined;
  const { resources } = templateDifference(left, NOTHING, types);
  return { ...creation, resources: [...resources, ...creation.resources] };
}

/** Whether loops and macros, whose expansion is not known here, stay the same. */
function sameMacros(before: Instantiation, after: Instantiation): boolean {
  const [old, desired] = [before, after].map(({ template: { resources, mappings }, parameters }) => ({
    macros: Object.entries(resources).filter(([id]) => id.startsWith("Fn::")),
    rest: { mappings, parameters },
  }));
  return old?.macros.length === 0 || isDeepStrictEqual(old, desired);
}

/** A dead stack, reduced to its remaining resources; undefined if its template does not name them all. */
function remains(observed: ObservedStack, ids: readonly string[]): Instantiation | undefined {
  const existing = deployedInstantiation(observed);
  if (!existing) return undefined;
  const { template, parameters } = existing;
  if (!ids.every((id) => Object.hasOwn(template.resources, id))) return undefined;
  const resources = Object.entries(template.resources).filter(([id]) => ids.includes(id));
  return { template: { ...template, resources: Object.fromEntries(resources) }, parameters };
}

/** What deleting a stack loses: its resources with data that it does not retain. Undefined if that is unknown. */
export function deletionLosses(
  observed: ObservedStack,
  types: ResourceTypes,
): TemplateDifference | undefined {
  const before = deployedInstantiation(observed);
  const resources = before && lossesOf(templateDifference(before, NOTHING, types));
  return resources && { resources, parameters: [], outputs: [], conditions: [] };
}

/** Resources whose data the change would or may lose. */
export function lossesOf(changes: TemplateDifference | undefined): TemplateDifference["resources"] {
  return changes?.resources.filter(({ dataLoss }) => dataLoss) ?? [];
}
