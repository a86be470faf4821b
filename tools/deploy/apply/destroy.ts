import { requireOwn } from "../plan/stack";
import type { ObservedStack } from "../state/observed";
import { forEachLimited } from "./concurrency";
import { type Context, guardAccount } from "./context";
import { deleteStack } from "./delete-stack";
import { recordFailure } from "./failure";
import { withLease } from "./lease";
import { type AnyOutcome, recordObservation } from "./outcome";
import { observeSettled } from "./settle";

const SERVICES_AT_ONCE = 8;

/** Deletes the stacks of the services. A stack that is not there is none to delete; a foreign one is refused. */
export async function destroyAll(context: Context, outcomes: readonly AnyOutcome[]): Promise<void> {
  await guardAccount(context);
  await forEachLimited(outcomes, SERVICES_AT_ONCE, async (outcome) => {
    await recordFailure(context, outcome, () => destroyService(context, outcome));
    context.emit({ type: "done", service: outcome.desired.service, failed: outcome.error !== undefined });
  });
}

async function destroyService(context: Context, outcome: AnyOutcome): Promise<void> {
  const { service } = outcome.desired;
  const observed = await observeOwn(context, outcome);
  if (!observed) return;
  await withLease(context, service, async (guarded, waited) => {
    const stack = waited ? await observeOwn(context, outcome) : observed;
    if (stack) await deleteObserved(guarded, outcome, stack);
    await context.records.update(service, () => undefined);
  });
}

/** The service's stack, undefined where there is none. */
async function observeOwn(context: Context, outcome: AnyOutcome): Promise<ObservedStack | undefined> {
  const observed = await observeSettled(context, outcome.desired);
  recordObservation(outcome, observed);
  if (observed.stack) requireOwn(outcome.desired.service, observed.stack);
  return observed.stack;
}

async function deleteObserved(context: Context, outcome: AnyOutcome, stack: ObservedStack): Promise<void> {
  outcome.stack.action = "delete";
  for (const entry of outcome.functions) if (entry.version !== undefined) entry.action = "delete";
  outcome.stack.retained = await deleteStack(context, outcome.desired.service, stack);
  outcome.stack.written = true;
  outcome.url = undefined;
  for (const entry of outcome.functions) {
    entry.written = entry.action === "delete";
    entry.version = undefined;
  }
}
