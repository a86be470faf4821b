import { requireOwn } from "../plan/stack";
import { forEachLimited } from "./concurrency";
import { type Context, guardAccount } from "./context";
import { recordFailure } from "./failure";
import type { ServiceOutcome } from "./outcome";
import { recordObservation } from "./outcome";
import { observeSettled } from "./settle";
import { deleteStack } from "./stack";

const SERVICES_AT_ONCE = 8;

/** Deletes the stacks of the services. A stack that is not there is none to delete; a foreign one is refused. */
export async function destroyAll(context: Context, outcomes: readonly ServiceOutcome[]): Promise<void> {
  await guardAccount(context);
  await forEachLimited(outcomes, SERVICES_AT_ONCE, async (outcome) => {
    await recordFailure(context, outcome, () => destroyService(context, outcome));
    context.emit({ type: "done", service: outcome.desired.service, failed: outcome.error !== undefined });
  });
}

async function destroyService(context: Context, outcome: ServiceOutcome): Promise<void> {
  const observed = await observeSettled(context, outcome.desired);
  recordObservation(outcome, observed);
  const { stack } = observed;
  if (!stack) return;
  requireOwn(outcome.desired.stack, stack);
  outcome.stack.action = "delete";
  for (const entry of outcome.functions) if (entry.version !== undefined) entry.action = "delete";
  await deleteStack(context, outcome.desired.service, stack);
  outcome.stack.written = true;
  outcome.url = undefined;
  for (const entry of outcome.functions) {
    entry.written = entry.action === "delete";
    entry.version = undefined;
  }
}
