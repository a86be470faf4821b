import { isDeepStrictEqual } from "node:util";
import type { ObservedStack } from "../model/observed";
import { templateDifference } from "../template/difference/compare";
import type { TemplateDifference } from "../template/difference/difference";
import type { ResourceTypes } from "../template/resource-types/types";
import type { Instantiation } from "../template/template";
import { deployed } from "./instantiation";
import type { StackPlan } from "./plan";

const NOTHING: Instantiation = {
  template: { parameters: {}, resources: {}, mappings: {}, conditions: {}, outputs: {} },
  parameters: {},
};

/**
 * What the plan of a stack does to its resources; undefined where it does nothing, or where that cannot be told: someone put a template
 * there past the deployer that cannot be read, or a loop or macro in it makes resources that it does not name. Where what is left of a dead stack is deleted before another one is made,
 * a resource may be both removed and added.
 */
export function stackChanges(
  { action, first, desired, sent }: StackPlan,
  observed: ObservedStack | undefined,
  types: ResourceTypes,
): TemplateDifference | undefined {
  if (action === "none") return undefined;
  const after: Instantiation = { template: sent.template, parameters: desired.parameters };
  if (action === "update") {
    const before = deployed(observed);
    return before && sameMacros(before, after) ? templateDifference(before, after, types) : undefined;
  }
  const creation = templateDifference(NOTHING, after, types);
  if (first?.action !== "delete" || !observed?.remaining?.length) return creation;
  const left = remains(observed, observed.remaining);
  if (!left) return undefined;
  const { resources } = templateDifference(left, NOTHING, types);
  return { ...creation, resources: [...resources, ...creation.resources] };
}

/** Whether what CloudFormation makes of loops and macros stays the same: that is not known here. */
function sameMacros(before: Instantiation, after: Instantiation): boolean {
  const [old, wanted] = [before, after].map(({ template: { resources, mappings }, parameters }) => ({
    macros: Object.entries(resources).filter(([id]) => id.startsWith("Fn::")),
    rest: { mappings, parameters },
  }));
  return old?.macros.length === 0 || isDeepStrictEqual(old, wanted);
}

/** A dead stack by the resources that it still holds; undefined where its template does not name them all. */
function remains(observed: ObservedStack, ids: readonly string[]): Instantiation | undefined {
  const standing = deployed(observed);
  if (!standing) return undefined;
  const { template, parameters } = standing;
  if (!ids.every((id) => Object.hasOwn(template.resources, id))) return undefined;
  const resources = Object.entries(template.resources).filter(([id]) => ids.includes(id));
  return { template: { ...template, resources: Object.fromEntries(resources) }, parameters };
}

/** Resources whose data the change would lose, or may. */
export function lossesOf(changes: TemplateDifference | undefined): TemplateDifference["resources"] {
  return changes?.resources.filter(({ dataLoss }) => dataLoss) ?? [];
}
