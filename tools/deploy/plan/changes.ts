import type { ResourceTypes } from "../resource-types/types";
import type { ObservedStack } from "../state/observed";
import { templateDifference } from "../template/difference/compare";
import type { TemplateDifference } from "../template/difference/difference";
import type { Instantiation } from "../template/template";
import { deployed, wanted } from "./instantiation";
import type { StackPlan } from "./plan";

const NOTHING: Instantiation = {
  template: { parameters: {}, resources: {}, mappings: {}, conditions: {}, outputs: {} },
  parameters: {},
};

/**
 * What the plan of a stack does to its resources; undefined where it does nothing, or where the template that stands there cannot
 * be read: then someone put it there past the deployer.
 */
export function stackChanges(
  { action, desired }: StackPlan,
  observed: ObservedStack | undefined,
  types: ResourceTypes,
): TemplateDifference | undefined {
  if (action === "none") return undefined;
  const before = action === "create" ? NOTHING : deployed(observed);
  return before && templateDifference(before, wanted(desired), types);
}

/** Resources whose data the change would lose, or may. */
export function lossesOf(changes: TemplateDifference | undefined): TemplateDifference["resources"] {
  return changes?.resources.filter(({ dataLoss }) => dataLoss) ?? [];
}
