import { setTimeout as delay } from "node:timers/promises";
import { applyFunction } from "../apply/function/apply";
import { describeLive } from "../apply/function/describe-live";
import { functionRecord } from "../apply/function/record";
import { applyStack } from "../apply/stack/apply";
import { continueRollback } from "../apply/stack/continue-rollback";
import { observeSettled } from "../apply/stack/settle";
import { Conflict } from "../aws/client/failure";
import type { FunctionRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { Provenance } from "../history/version-description";
import type { ObservedService, ObservedStack } from "../model/observed";
import { observeFunctions } from "../observe/service";
import { stackChanges } from "../plan/changes";
import { publishes, type ServicePlan, type StackPlan, writes } from "../plan/plan";
import { planService } from "../plan/service";
import { needsTemplate, planStack } from "../plan/stack";
import { requireNoDataLoss } from "./data-loss";
import { withLease } from "./lease";
import { overtaken, requireStillFresh } from "./plan-file/planned";
import type { PlannedService } from "./plan-file/schema";
import { requirePossible } from "./possible";
import type { Prepared } from "./prepared";
import { isOvertaken, recordLive } from "./recorded";

/** How often a service is planned before the deploy yields to whoever changes it without asking for its lock. */
const ATTEMPTS = 2;
/** Longest pause before planning anew, in milliseconds; random, so that two who change it do not keep meeting. */
const PAUSE = 1_000;

/**
 * Observes a service, plans it and records both.
 * @param seen what was observed of it already
 */
export async function prepareService(
  context: Context,
  outcome: BuiltRun,
  seen?: ObservedService,
): Promise<Prepared> {
  const { desired } = outcome;
  const observed =
    seen ?? (await observeSettled(context, desired, (stack) => needsTemplate(desired.stack, stack)));
  outcome.look(observed);
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

/** What the aliases that a run changed point at now, by the function's physical name. */
type Moved = Map<string, FunctionRecord>;

/**
 * Carries a plan out under the service's lock, and records what is live then. What someone else changes all the same is waited
 * for, and planned anew once.
 * @param planned what a plan file says: that is carried out, or nothing
 */
export async function convergeService(
  context: Context,
  outcome: BuiltRun,
  first: Prepared,
  provenance: Promise<Provenance>,
  planned?: PlannedService,
): Promise<void> {
  const { desired } = outcome;
  await withLease(context, desired.service, async (guarded, waited, recorded) => {
    // Whoever had the lock may have changed what was observed.
    const old = waited || isOvertaken(desired, first.observed, recorded);
    let prepared = old ? await prepareService(guarded, outcome) : first;
    if (planned && old) requireStillFresh(planned, prepared);
    // Only what was to change was approved.
    if (!writes(first.plan) && writes(prepared.plan))
      throw new Conflict("it stood as it is wanted, and was changed before this deploy got its lock");
    const moved: Moved = new Map();
    let standing = prepared.observed.functions;
    for (let attempt = 1; writes(prepared.plan); attempt++) {
      try {
        prepared = await broughtBack(guarded, outcome, prepared);
        standing = await applyService(guarded, outcome, prepared, provenance, moved, planned);
        break;
      } catch (error) {
        if (planned && error instanceof Conflict) throw overtaken(planned, error);
        if (!(error instanceof Conflict) || attempt === ATTEMPTS) throw error;
        context.emit({ type: "replan", service: desired.service, cause: error.message });
        await delay(Math.random() * PAUSE, undefined, { signal: context.signal });
        prepared = await prepareService(guarded, outcome);
        standing = prepared.observed.functions;
      }
    }
    await recordLive(guarded, desired, standing, moved, prepared.observed.functions, await provenance);
  });
}

/** Continues a rollback that failed, where that is planned. What is to be done then is planned on what it leaves. */
async function broughtBack(context: Context, outcome: BuiltRun, prepared: Prepared): Promise<Prepared> {
  const { observed, plan, desired } = prepared;
  if (plan.stack.first?.action !== "continue-rollback" || !observed.stack) return prepared;
  await continueRollback(context, desired.service, observed.stack);
  outcome.stackWritten();
  return await prepareService(context, outcome);
}

/** @returns the functions as they stood before their code was changed */
async function applyService(
  context: Context,
  outcome: BuiltRun,
  { observed, plan }: Prepared,
  provenance: Promise<Provenance>,
  moved: Moved,
  planned: PlannedService | undefined,
): Promise<ObservedService["functions"]> {
  const { desired } = outcome;
  let current = observed;
  let { functions } = plan;
  // First, since what follows may fail each time.
  if (plan.stack.action !== "create") await protect(context, plan.stack, observed.stack);
  await describeAliases(context, outcome, plan, observed, moved);
  if (plan.stack.action !== "none") {
    const fixed = planned && {
      stackId: observed.stack?.id ?? desired.stack.name,
      changeSet: planned.stack.changeSet,
    };
    const stack = await applyStack(context, desired.service, plan.stack, observed.stack, fixed);
    outcome.stackWritten();
    if (plan.stack.action === "create") await protect(context, plan.stack, stack);
    const names = desired.functions.map(({ name }) => name);
    current = { stack, functions: await observeFunctions(context.session, names) };
    outcome.look(current);
    const left = planStack(desired.stack, stack);
    if (left.action !== "none") throw new Conflict(`someone else changed the stack ${stack.name}`);
    const next = planService(desired, current, left, outcome.changes);
    outcome.planned(next);
    functions = next.functions;
  }
  const changes = functions.filter(publishes);
  await context.artifacts.ensure(
    changes.filter(({ upload }) => upload).map((change) => change.desired.artifact),
  );
  const origin = await provenance;
  const results = await Promise.allSettled(
    changes.map(async (change) => {
      const { name } = change.desired;
      const entry = outcome.functions.find(({ desired: wanted }) => wanted.name === name);
      if (!entry) return;
      const seen = current.functions[name] ?? {};
      moved.set(name, await applyFunction(context, desired, change.desired, seen, entry, origin));
    }),
  );
  throwWorst(results);
  return current.functions;
}

/**
 * Gives aliases their settings. Before the stack changes: then a deploy that is killed in between still finds a stack that is not as it is
 * wanted, and so looks at them again.
 */
async function describeAliases(
  context: Context,
  outcome: BuiltRun,
  { functions }: ServicePlan,
  observed: ObservedService,
  moved: Moved,
): Promise<void> {
  const described = functions.filter(({ setsDescription }) => setsDescription);
  await Promise.all(
    described.map(async ({ desired, reason }) => {
      const { alias, live } = observed.functions[desired.name] ?? {};
      if (!alias || !live) return;
      moved.set(desired.name, functionRecord(live, await describeLive(context, desired, alias)));
      const entry = outcome.functions.find((one) => one.desired.name === desired.name);
      // Of a function that gets another version too, nothing is done before that is live.
      if (entry && reason === "alias") entry.write();
    }),
  );
}

/** Turns termination protection on where the environment is protected and the stack is not. */
async function protect(
  { session, beforeWrite }: Context,
  plan: StackPlan,
  stack: ObservedStack | undefined,
): Promise<void> {
  if (!plan.protect || !stack || stack.terminationProtected) return;
  await beforeWrite();
  await session.stacks.protect(stack.name, true);
}

/** A failure ends the service's deploy, a conflict only repeats it: so a failure is thrown first. */
function throwWorst(results: readonly PromiseSettledResult<void>[]): void {
  const errors = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  const worst = errors.find((error) => !(error instanceof Conflict)) ?? errors[0];
  if (worst !== undefined) throw worst;
}
