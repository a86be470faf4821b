import type { Seed } from "../manifest/seed";
import type { ObservedService } from "../model/observed";
import type { TemplateDifference } from "../template/difference/difference";
import type { DesiredService } from "./desired";
import { planFunction } from "./function";
import type { SeedPlan, ServicePlan, StackPlan } from "./plan";

/**
 * The plan that brings a service to its desired state: a pure function. Once applied, planning again gives an empty plan.
 * @param stack the plan of its stack
 * @param changes what that changes in the stack's resources, from `stackChanges`
 */
export function planService(
  desired: DesiredService,
  observed: ObservedService,
  stack: StackPlan,
  changes: TemplateDifference | undefined,
): ServicePlan {
  return {
    stack,
    functions: desired.functions.map((one) =>
      planFunction(one, observed.functions[one.name] ?? {}, stack, changes),
    ),
    ...(desired.seed &&
      (stack.action === "create" || desired.seed.again) && { seed: itemCounts(desired.seed) }),
  };
}

/** How many items each table gets. */
export function itemCounts({ tables }: Seed): SeedPlan {
  return Object.fromEntries(Object.entries(tables).map(([table, { items }]) => [table, items.length]));
}
