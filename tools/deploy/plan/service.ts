import type { ObservedService } from "../state/observed";
import type { DesiredService } from "./desired";
import { planFunction } from "./function";
import { deployed } from "./instantiation";
import type { ServicePlan } from "./plan";
import { planStack } from "./stack";

/**
 * What has to be done so that the service stands in its environment as the build made it: a pure function of both.
 * Carrying it out and planning again gives a plan that writes nothing.
 */
export function planService(desired: DesiredService, observed: ObservedService): ServicePlan {
  const stack = planStack(desired.stack, observed.stack);
  // Not read for nothing: only an update asks what stood there before.
  const before = stack.action === "update" ? deployed(observed.stack) : undefined;
  return {
    stack,
    functions: desired.functions.map((wanted) =>
      planFunction(wanted, observed.functions[wanted.name] ?? {}, stack, before),
    ),
  };
}
