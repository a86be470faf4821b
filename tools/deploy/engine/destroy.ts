import { deleteStack } from "../apply/stack/delete";
import { observeSettled } from "../apply/stack/settle";
import { forEachLimited, SERVICES_AT_ONCE } from "../context/concurrency";
import { type Context, guardAccount } from "../context/context";
import type { ServiceRun } from "../context/service-run";
import { own } from "../json/own";
import type { ObservedStack } from "../model/observed";
import { requireOwn } from "../plan/stack";
import { attempt } from "./attempt";
import { exportNames, listedOnce, requireUnused } from "./exchange/importers";
import { withLease } from "./lease";
import { recordOf } from "./observation";
import { orderDestroy, skipAfterFailure } from "./order";
import { forEachInOrder } from "./schedule";

/** Deletes the stacks of the services, importers before exporters. Missing stacks are skipped; foreign ones are refused. */
export async function destroyAll(context: Context, outcomes: readonly ServiceRun[]): Promise<void> {
  await guardAccount(context);
  const stacks = new Map<ServiceRun, ObservedStack>();
  await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      const stack = await observeOwn(context, outcome);
      if (stack) stacks.set(outcome, stack);
    }),
  );
  await finishDestroyed(
    context,
    outcomes.filter((outcome) => !stacks.has(outcome)),
  );
  await destroyStacks(context, stacks);
}

/** Takes services without a stack out of the record, and frees their locks: a destroy that was killed may have left both. */
async function finishDestroyed(context: Context, outcomes: readonly ServiceRun[]): Promise<void> {
  const gone = outcomes.filter(({ error }) => error === undefined);
  const record = gone.length === 0 ? undefined : await recordOf(context);
  await forEachLimited(gone, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      if (own(record?.services, outcome.desired.service)) await destroyService(context, outcome, undefined);
    }),
  );
  for (const outcome of outcomes) context.emit(outcome.doneEvent());
}

/** Deletes observed stacks of services, importers before exporters. */
export async function destroyStacks(
  context: Context,
  stacks: ReadonlyMap<ServiceRun, ObservedStack>,
): Promise<void> {
  await guardExports(context, stacks);
  const needs = await orderDestroy(context, stacks);
  await forEachInOrder([...stacks.keys()], needs, SERVICES_AT_ONCE, async (outcome) => {
    const observed = stacks.get(outcome);
    await attempt(context, outcome, async () => {
      if (!observed || outcome.error || skipAfterFailure(outcome, needs)) return;
      await destroyService(context, outcome, observed);
    });
    context.emit(outcome.doneEvent());
  });
}

/** Fails services from which stacks that stay import. */
async function guardExports(context: Context, stacks: ReadonlyMap<ServiceRun, ObservedStack>): Promise<void> {
  const leaving = new Set([...stacks.values()].map(({ name }) => name));
  const all = listedOnce(context);
  await forEachLimited([...stacks], SERVICES_AT_ONCE, ([outcome, stack]) =>
    attempt(context, outcome, () => {
      const exporter = { service: outcome.desired.service, environment: context.environment.name };
      return requireUnused(all, exporter, exportNames(exporter, stack.exports), leaving);
    }),
  );
}

async function destroyService(
  context: Context,
  outcome: ServiceRun,
  observed: ObservedStack | undefined,
): Promise<void> {
  const { service } = outcome.desired;
  await withLease(context, service, async (guarded, waited) => {
    const stack = waited ? await observeOwn(context, outcome) : observed;
    if (stack) await deleteObserved(guarded, outcome, stack);
    await context.records.update(service, () => undefined);
  });
}

/** The service's stack; undefined if there is none. */
async function observeOwn(context: Context, outcome: ServiceRun): Promise<ObservedStack | undefined> {
  const observed = await observeSettled(context, outcome.desired);
  outcome.look(observed);
  if (observed.stack) requireOwn(outcome.desired.service, observed.stack);
  return observed.stack;
}

async function deleteObserved(context: Context, outcome: ServiceRun, stack: ObservedStack): Promise<void> {
  outcome.beginDeletion();
  outcome.deleted(await deleteStack(context, outcome.desired.service, stack, context.environment.protected));
}
