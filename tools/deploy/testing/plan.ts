import type { ObservedService } from "../model/observed";
import { stackChanges } from "../plan/changes";
import type { DesiredService } from "../plan/desired";
import type { ServicePlan } from "../plan/plan";
import { planService } from "../plan/service";
import { planStack } from "../plan/stack";
import { loadedResourceTypes } from "./resource-types";

const types = loadedResourceTypes();

/** The plan as a deploy makes it, the difference of the templates included. */
export function planOf(desired: DesiredService, observed: ObservedService): ServicePlan {
  const stack = planStack(desired.stack, observed.stack);
  return planService(desired, observed, stack, stackChanges(stack, observed.stack, types));
}
