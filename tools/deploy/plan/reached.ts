import type { TemplateDifference } from "../template/difference/difference";
import { findFunctionId } from "../template/template";
import type { FunctionPlan, ServicePlan } from "./plan";

/**
 * The plan with what a replaced resource reaches: a function that refers to it, as by a table's name in an environment variable,
 * has other settings once the stack is updated, and a new version with them.
 */
export function withReached(plan: ServicePlan, changes: TemplateDifference | undefined): ServicePlan {
  if (plan.stack.action !== "update" || changes === undefined) return plan;
  const { template } = plan.stack.desired.artifact;
  const reached = new Set(
    changes.resources.flatMap(({ logicalId, properties }) =>
      properties.some(({ via }) => via !== undefined) ? [logicalId] : [],
    ),
  );
  const reach = (one: FunctionPlan): FunctionPlan => {
    if (one.action !== "none") return one;
    const id = findFunctionId(template, one.desired.artifact.name);
    return id !== undefined && reached.has(id) ? { ...one, action: "update", reason: "configuration" } : one;
  };
  return { ...plan, functions: plan.functions.map(reach) };
}
