import type { ResourceTypes } from "../resource-types/types";
import type { ObservedStack } from "../state/observed";
import { templateDifference } from "../template/difference/compare";
import type { TemplateDifference } from "../template/difference/difference";
import type { Instantiation } from "../template/template";
import { deployed } from "./instantiation";
import type { StackPlan } from "./plan";

const NOTHING: Instantiation = {
  template: { parameters: {}, resources: {}, mappings: {}, conditions: {}, outputs: {} },
  parameters: {},
};

/**
 * What the plan of a stack does to its resources; undefined where it does nothing, or where the template that stands there cannot
 * be read: then someone put it there past the deployer. Where what is left of a dead stack is deleted before another one is made,
 * a resource may be both removed and added.
 */
export function stackChanges(
  { action, deletesFirst, desired, sent }: StackPlan,
  observed: ObservedStack | undefined,
  types: ResourceTypes,
): TemplateDifference | undefined {
  if (action === "none") return undefined;
  const after: Instantiation = { template: sent.template, parameters: desired.parameters };
  if (action === "update") {
    const before = deployed(observed);
    return before && templateDifference(before, after, types);
  }
  const creation = templateDifference(NOTHING, after, types);
  if (!deletesFirst || !observed?.remaining?.length) return creation;
  const left = remains(observed, observed.remaining);
  if (!left) return undefined;
  const { resources } = templateDifference(left, NOTHING, types);
  return { ...creation, resources: [...resources, ...creation.resources] };
}

/** A dead stack by the resources that it still holds. */
function remains(observed: ObservedStack, ids: readonly string[]): Instantiation | undefined {
  const standing = deployed(observed);
  if (!standing) return undefined;
  const { template, parameters } = standing;
  const resources = Object.entries(template.resources).filter(([id]) => ids.includes(id));
  return { template: { ...template, resources: Object.fromEntries(resources) }, parameters };
}

/** Resources whose data the change would lose, or may. */
export function lossesOf(changes: TemplateDifference | undefined): TemplateDifference["resources"] {
  return changes?.resources.filter(({ dataLoss }) => dataLoss) ?? [];
}
