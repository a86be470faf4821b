import { randomBytes } from "node:crypto";
import { firstFailure } from "../aws/events";
import { poll } from "../aws/poll";
import { FerryError } from "../error";
import type { StackPlan } from "../plan/plan";
import type { ObservedStack } from "../state/observed";
import { situation } from "../state/situation";
import type { Context } from "./context";
import { settledStack } from "./settle";

/** What CloudFormation says of a change set that changes nothing. */
const NO_CHANGES = /didn't contain changes|no updates are to be performed/i;

/** The events of a change, as one clause of the message. */
const VERB = { CREATE: "creation", UPDATE: "update" } as const;

/**
 * Creates or updates a stack by a change set and waits for the end. Change sets that a killed deploy left behind need no
 * care: CloudFormation deletes them when another one of the stack is executed.
 * @returns the stack as it stands then
 */
export async function applyStack(
  context: Context,
  service: string,
  plan: StackPlan,
  observed: ObservedStack | undefined,
): Promise<ObservedStack> {
  if (plan.clearAway && observed) await deleteStack(context, service, observed);
  const type = plan.action === "create" ? "CREATE" : "UPDATE";
  const stackName = plan.desired.name;
  const changeSetName = `ferry-${plan.desired.artifact.digest.slice(0, 12)}-${randomBytes(4).toString("hex")}`;
  await context.beforeWrite();
  context.emit({ type: "stack", service, stack: stackName, step: type });
  await context.session.stacks.createChangeSet({
    stackName,
    changeSetName,
    type,
    templateBody: plan.desired.artifact.body,
    parameters: plan.desired.parameters,
    tags: plan.desired.tags,
  });
  if (await isReady(context, stackName, changeSetName)) {
    await context.beforeWrite();
    await context.session.stacks.executeChangeSet(stackName, changeSetName, context.holder);
  }
  return await finished(context, stackName, type);
}

/** Waits for the change set; false when there is nothing to execute. */
async function isReady(context: Context, stackName: string, changeSetName: string): Promise<boolean> {
  const { stacks } = context.session;
  try {
    const state = await poll(async () => {
      const found = await stacks.changeSet(stackName, changeSetName);
      return /_COMPLETE$|^FAILED$/.test(found.status) ? found : undefined;
    }, context.signal);
    if (state.status === "CREATE_COMPLETE") return true;
    await stacks.deleteChangeSet(stackName, changeSetName);
    if (NO_CHANGES.test(state.reason)) return false;
    throw new FerryError(
      "StackFailed",
      `CloudFormation refuses the change of ${stackName}: ${state.reason || state.status}`,
      {
        next: "correct stack.ts and deploy again, or deploy to an environment that has what the stack needs; nothing was changed",
      },
    );
  } catch (error) {
    if (context.signal.aborted) await stacks.deleteChangeSet(stackName, changeSetName);
    throw error;
  }
}

async function finished(context: Context, name: string, type: "CREATE" | "UPDATE"): Promise<ObservedStack> {
  const { stacks } = context.session;
  const stack = await poll(async () => {
    const found = await stacks.describe(name);
    // Right after the execution a new stack may still show as reserved.
    const open = found && ["moving", "reserved"].includes(situation(found.status));
    return open ? undefined : { found };
  }, context.signal).then(({ found }) => found);
  if (stack && /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack.status)) return stack;
  const cause = stack && ((await firstFailure(stacks, stack.id)) ?? stack.statusReason);
  throw new FerryError(
    "StackFailed",
    `the ${VERB[type]} of the stack ${name} failed (${stack?.status ?? "it was deleted meanwhile"})${cause ? `: ${cause}` : ""}`,
    { next: "correct stack.ts, or what the message names, and deploy again: no function code was changed" },
  );
}

/** Deletes a stack and waits until it is gone. */
export async function deleteStack(context: Context, service: string, stack: ObservedStack): Promise<void> {
  await context.beforeWrite();
  context.emit({ type: "stack", service, stack: stack.name, step: "delete" });
  await context.session.stacks.delete(stack.id, context.holder);
  const left = await settledStack(context, stack.id);
  if (!left || left.status === "DELETE_COMPLETE") return;
  const cause = (await firstFailure(context.session.stacks, stack.id)) ?? left.statusReason;
  throw new FerryError(
    "StackFailed",
    `the deletion of the stack ${stack.name} failed (${left.status})${cause ? `: ${cause}` : ""}`,
    {
      next: "remove what the message names by hand, then run the same command again",
    },
  );
}
