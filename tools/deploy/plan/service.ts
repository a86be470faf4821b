import type { ObservedService } from "../model/observed";
import type { TemplateDifference } from "../template/difference/difference";
import type { DesiredService } from "./desired";
import { planFunction } from "./function";
import type { ServicePlan, StackPlan } from "./plan";

/**
 * What has to be done so that the service stands in its environment as the build made it: a pure function of both.
 * Carrying it out and planning again gives a plan that writes nothing.
 * @param stack what has to be done to its stack
 * @param changes what that does to the stack's resources, as `stackChanges` tells
 */
export function planService(
  desired: DesiredService,
  observed: ObservedService,
  stack: StackPlan,
  changes: TemplateDifference | undefined,
): ServicePlan {
  return {
    stack,
    functions: desired.functions.map((wanted) =>
      planFunction(wanted, observed.functions[wanted.name] ?? {}, stack, changes),
    ),
  };
}
