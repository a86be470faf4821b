import { setTimeout as delay } from "node:timers/promises";
import { applyFunction } from "../apply/function/apply";
import { describeLive } from "../apply/function/describe-live";
import { beginFirstCode, observeCreated, writtenByCreation } from "../apply/function/first-code";
import { functionRecord } from "../apply/function/record";
import { applyStack } from "../apply/stack/apply";
import { continueRollback } from "../apply/stack/continue-rollback";
import { Conflict } from "../aws/client/failure";
import type { FunctionRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { Provenance } from "../history/version-description";
import type { ObservedService, ObservedStack } from "../model/observed";
import { observeFunctions } from "../observe/service";
import { publishes, type ServicePlan, type StackPlan, writes } from "../plan/plan";
import { planService } from "../plan/service";
import { planStack } from "../plan/stack";
import { guardWrite } from "./exchange/guards";
import type { Producers } from "./exchange/producers";
import { type LeasedWork, withLease } from "./lease";
import { overtaken, requireStillFresh } from "./plan-file/planned";
import type { PlannedService } from "./plan-file/schema";
import { type Prepared, prepareService } from "./prepare";
import { isOvertaken, recordLive } from "./recorded";
import { Seeding } from "./seeding";

/** How often a service is planned before the deploy gives up because others change it without its lock. */
const ATTEMPTS = 2;
/** Longest pause before replanning, in milliseconds; random, so that concurrent writers do not keep colliding. */
const PAUSE = 1_000;

/** The aliases that a run changed, by the function's physical name. */
type Moved = Map<string, FunctionRecord>;

/**
 * Applies a plan under the service's lock, and records what is live afterwards. On a conflict with a change outside the lock, the
 * service is replanned once.
 * @param planned the service in a plan file: exactly that is applied, or nothing
 */
export async function convergeService(
  context: Context,
  outcome: BuiltRun,
  first: Prepared,
  producers: Producers,
  provenance: Promise<Provenance>,
  planned?: PlannedService,
): Promise<void> {
  const { desired } = outcome;
  const work: LeasedWork<void> = async (guarded, waited, recorded) => {
    // The previous holder of the lock may have changed what was observed.
    const old = waited || isOvertaken(desired, first.observed, recorded);
    let prepared = old ? await prepareService(guarded, outcome, producers) : first;
    if (planned && old) requireStillFresh(planned, prepared);
    // Only the changes shown were approved.
    if (!writes(first.plan) && writes(prepared.plan))
      throw new Conflict("it was up to date, and was changed before this deploy got its lock");
    const moved: Moved = new Map();
    const seeding = new Seeding(guarded, outcome, recorded?.unseeded === true);
    let functions = prepared.observed.functions;
    for (let attempt = 1; writes(prepared.plan); attempt++) {
      try {
        prepared = await rolledBack(guarded, outcome, prepared, producers);
        functions = await applyService(guarded, outcome, prepared, producers, {
          provenance,
          moved,
          planned,
          seeding,
        });
        break;
      } catch (error) {
        if (planned && error instanceof Conflict) throw overtaken(planned, error);
        if (!(error instanceof Conflict) || attempt === ATTEMPTS) throw error;
        context.emit({ type: "replan", service: desired.service, cause: error.message });
        await delay(Math.random() * PAUSE, undefined, { signal: context.signal });
        prepared = await prepareService(guarded, outcome, producers);
        functions = prepared.observed.functions;
        // What this run had changed before, and somebody else has changed since.
        for (const [name, { version }] of moved)
          if (functions[name]?.live?.version !== version) moved.delete(name);
      }
    }
    await seeding.write(prepared.observed.stack);
    await recordLive(guarded, desired, functions, moved, prepared.observed.functions, await provenance);
  };
  const creates = first.plan.stack.action === "create" && first.plan.seed !== undefined;
  await withLease(context, desired.service, work, creates ? { unseeded: true } : {});
}

/** What attempts to apply a service have in common. */
interface Attempts {
  readonly provenance: Promise<Provenance>;
  readonly moved: Moved;
  readonly planned: PlannedService | undefined;
  readonly seeding: Seeding;
}

/** Continues a failed rollback, if planned, and plans the rest on its result. */
async function rolledBack(
  context: Context,
  outcome: BuiltRun,
  prepared: Prepared,
  producers: Producers,
): Promise<Prepared> {
  const { observed, plan, desired } = prepared;
  if (plan.stack.first?.action !== "continue-rollback" || !observed.stack) return prepared;
  await continueRollback(context, desired.service, observed.stack);
  outcome.stackWritten();
  return await prepareService(context, outcome, producers);
}

/** @returns the functions as observed before their code was changed */
async function applyService(
  context: Context,
  outcome: BuiltRun,
  { desired, observed, plan }: Prepared,
  producers: Producers,
  { provenance, moved, planned, seeding }: Attempts,
): Promise<ObservedService["functions"]> {
  let current = observed;
  let { functions } = plan;
  seeding.expect(plan);
  // First, since what follows may keep failing.
  if (plan.stack.action !== "create") await protect(context, plan.stack, observed.stack);
  await describeAliases(context, outcome, plan, observed, moved);
  if (plan.stack.action !== "none") {
    await guardWrite(context, { desired, observed, plan }, producers);
    const fixed = planned && {
      stackId: observed.stack?.id ?? desired.stack.name,
      changeSet: planned.stack.changeSet,
    };
    const creates = plan.stack.action === "create";
    // A change set in a plan file was made before the zips are known to be there: with placeholders.
    const withCode = creates && (!fixed || context.environment.trust !== undefined);
    const code = withCode ? await beginFirstCode(context, outcome, desired, provenance) : undefined;
    const stack = await applyStack(context, desired.service, plan.stack, observed.stack, fixed, code);
    outcome.stackWritten();
    if (creates) await protect(context, plan.stack, stack);
    const names = desired.functions.map(({ name }) => name);
    const made = code
      ? await observeCreated(context, desired)
      : await observeFunctions(context.session, names);
    current = { stack, functions: made };
    outcome.look(current);
    producers.saw(desired.stack.name, stack);
    const left = planStack(desired.stack, stack);
    if (left.action !== "none") throw new Conflict(`someone else changed the stack ${stack.name}`);
    const next = planService(desired, current, left, outcome.changes);
    outcome.planned(next);
    if (code) writtenByCreation(outcome, desired, made);
    functions = next.functions;
  }
  await seeding.write(current.stack);
  const changes = functions.filter(publishes);
  await context.artifacts.ensure(
    changes.filter(({ upload }) => upload).map((change) => change.desired.artifact),
  );
  const origin = await provenance;
  const results = await Promise.allSettled(
    changes.map(async (change) => {
      const { name } = change.desired;
      const entry = outcome.functions.find((one) => one.desired.name === name);
      if (!entry) return;
      const seen = current.functions[name] ?? {};
      moved.set(name, await applyFunction(context, desired, change.desired, seen, entry, origin));
    }),
  );
  throwWorst(results);
  return current.functions;
}

/**
 * Updates the settings of aliases. Before the stack changes: if a deploy is killed in between, the stack is still out of date, so
 * the aliases are checked again.
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
      // A function that also gets another version counts as written only when that is live.
      if (entry && reason === "alias") entry.write();
    }),
  );
}

/** Turns on termination protection if the environment is protected and the stack is not. */
async function protect(
  { session, beforeWrite }: Context,
  plan: StackPlan,
  stack: ObservedStack | undefined,
): Promise<void> {
  if (!plan.protect || !stack || stack.terminationProtected) return;
  await beforeWrite();
  await session.stacks.protect(stack.name, true);
}

/** Prefers a failure, which ends the service's deploy, to a conflict, which only repeats it. */
function throwWorst(results: readonly PromiseSettledResult<void>[]): void {
  const errors = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  const worst = errors.find((error) => !(error instanceof Conflict)) ?? errors[0];
  if (worst !== undefined) throw worst;
}
