import { observeSettled } from "../apply/stack/settle";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { ObservedService } from "../model/observed";
import { withAliases, withTemplate } from "../observe/service";
import { stackChanges } from "../plan/changes";
import type { DesiredService, DesiredStack } from "../plan/desired";
import type { ServicePlan } from "../plan/plan";
import { planService } from "../plan/service";
import { needsTemplate, planStack } from "../plan/stack";
import { requireNoDataLoss } from "./data-loss";
import type { Producers } from "./exchange/producers";
import { requirePossible } from "./refusals";

/** A service that was observed and planned. */
export interface Prepared {
  readonly desired: DesiredService;
  readonly observed: ObservedService;
  readonly plan: ServicePlan;
}

/** Observes and plans a service, and records both. */
export async function prepareService(
  context: Context,
  outcome: BuiltRun,
  producers: Producers,
): Promise<Prepared> {
  const observed = await observe(context, outcome);
  producers.saw(outcome.desired.stack.name, observed.stack);
  producers.forget(outcome.desired);
  return await planObserved(context, outcome, producers, observed);
}

/**
 * Observes a service, and records that.
 * @param seen the observed state, if already known
 */
export async function observe(
  context: Context,
  outcome: BuiltRun,
  seen?: ObservedService,
): Promise<ObservedService> {
  const { desired } = outcome;
  const observed =
    seen ?? (await observeSettled(context, desired, (stack) => needsTemplate(desired.stack, stack)));
  outcome.look(observed);
  return observed;
}

/** Plans an observed service with what it imports from others, and records that. */
export async function planObserved(
  context: Context,
  outcome: BuiltRun,
  producers: Producers,
  found: ObservedService,
): Promise<Prepared> {
  const desired = await producers.link(outcome.desired);
  const observed = await withTemplateIfNeeded(context, desired.stack, found);
  const stack = planStack(desired.stack, observed.stack);
  if (stack.action !== "none") {
    // The database of resource types is read only where a stack changes.
    const changes = stackChanges(stack, observed.stack, await context.resourceTypes());
    outcome.changes = changes;
    requirePossible(stack, changes);
    if (!context.mayLoseData) requireNoDataLoss(stack, changes);
  } else if (!outcome.stack.written) outcome.changes = undefined;
  const plan = planService(desired, observed, stack, outcome.changes);
  outcome.planned(plan);
  return { desired, observed, plan };
}

/** Whether a stack is up to date may depend on values that others export: then its template is read late. */
async function withTemplateIfNeeded(
  { session }: Context,
  desired: DesiredStack,
  observed: ObservedService,
): Promise<ObservedService> {
  const { stack, functions } = observed;
  if (!stack || stack.template !== undefined || !needsTemplate(desired, stack)) return observed;
  const full = await withTemplate(session, stack, () => true);
  return { stack: full, functions: await withAliases(session, full, functions) };
}
