import { randomBytes } from "node:crypto";
import { poll } from "../../aws/client/poll";
import type { DeploymentMode } from "../../aws/cloudformation/cloudformation";
import type { Context } from "../../context/context";
import { FerryError } from "../../error";
import type { ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { type DesiredStack, ownerTag } from "../../plan/desired";
import { withoutHidden } from "../../plan/hidden";
import type { StackPlan } from "../../plan/plan";
import { LEFT_BY_DEPLOY, removeStaleChangeSets } from "./change-sets";
import { deleteStack } from "./delete";
import { stackFailed } from "./failure";
import { ended, operationToken } from "./operation";

/** CloudFormation's reasons for the failure of an empty change set. */
const NO_CHANGES = /didn't contain changes|no updates are to be performed/i;

/** Names of change set types for messages. */
const WHAT = { CREATE: "creation", UPDATE: "update" } as const;

/**
 * Creates or updates a stack with a change set and waits for the end, after deleting it first if the plan says so. CloudFormation
 * deletes other change sets, such as those of killed deploys, when it executes one.
 * @param planned the change set to execute, if it exists already
 * @param code what a new stack creates its functions with; placeholders if absent
 * @returns the stack afterwards
 */
export async function applyStack(
  context: Context,
  service: string,
  plan: StackPlan,
  observed: ObservedStack | undefined,
  planned?: PreparedChange,
  code?: CreationCode,
): Promise<ObservedStack> {
  if (plan.first?.action === "delete" && observed) await deleteStack(context, service, observed, false);
  if (observed && !planned && situation(observed.status) === "reserved")
    await removeStaleChangeSets(context, observed.name, LEFT_BY_DEPLOY);
  return await change(context, service, plan, planned, code);
}

/** The first code of a new stack's functions. */
export interface CreationCode {
  /** Parameters that say where it is. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Resolves when all of it is there. */
  readonly stored: Promise<unknown>;
}

/** An unexecuted change set. */
export interface PreparedChange {
  readonly stackId: string;
  /** ARN or name; null if it was empty, and so was deleted. */
  readonly changeSet: string | null;
}

/**
 * Creates the change set of a plan, and waits until it can be executed. For a new stack this creates a stack without resources.
 */
export async function prepareChange(
  context: Context,
  service: string,
  plan: StackPlan,
  code?: CreationCode,
): Promise<PreparedChange> {
  const { stacks } = context.session;
  const type = plan.action === "create" ? "CREATE" : "UPDATE";
  const stackName = plan.desired.name;
  const changeSetName = `ferry-${plan.desired.artifact.digest.slice(0, 12)}-${randomBytes(4).toString("hex")}`;
  const template = await context.stored.template(plan.sent, context.beforeWrite);
  const { tags } = plan.desired;
  const owned = type === "CREATE" ? { ...tags, ...ownerTag(await context.owner()) } : tags;
  await context.beforeWrite();
  context.emit({ type: "change-set", service, stack: stackName });
  const stackId = await stacks.createChangeSet({
    stackName,
    changeSetName,
    type,
    mode: deploymentMode(context),
    ...template,
    parameters: { ...plan.desired.parameters, ...code?.parameters },
    tags: owned,
  });
  return { stackId, changeSet: (await ready(context, plan.desired, changeSetName)) ?? null };
}

async function change(
  context: Context,
  service: string,
  plan: StackPlan,
  planned: PreparedChange | undefined,
  code: CreationCode | undefined,
): Promise<ObservedStack> {
  const { stacks } = context.session;
  const type = plan.action === "create" ? "CREATE" : "UPDATE";
  const stackName = plan.desired.name;
  // The change set in a plan file may be anyone's: with `trust`, only the local template counts.
  const given = context.environment.trust === undefined ? planned : undefined;
  const { stackId, changeSet } = given ?? (await prepareChange(context, service, plan, code));
  if (changeSet === null) return await unchanged(context, stackName);
  await code?.stored;
  await context.beforeWrite();
  context.emit({ type: "stack", service, stack: stackName, step: type });
  const token = operationToken(context);
  await stacks.executeChangeSet(stackName, changeSet, token);
  const what = WHAT[type];
  const end = await ended(context, { service, name: stackName, what, stackId, token });
  if (end.stack && /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(end.stack.status)) return end.stack;
  const next =
    end.stack?.status === "UPDATE_ROLLBACK_FAILED"
      ? `its rollback failed as well: ${end.stack.statusReason?.trim() ?? "see its events."} Fix what it names, then deploy with --continue-rollback`
      : "fix stack.ts, or what the message names, and deploy again: no function code was changed";
  throw await stackFailed(stacks, what, stackName, end, next, (text) => withoutHidden(text, plan.desired));
}

/** Ephemeral environments do not wait until all resources are ready to serve. */
function deploymentMode({ environment }: Context): DeploymentMode {
  return environment.ephemeral ? "EXPRESS" : "STANDARD";
}

/** The stack, after an empty change set. */
async function unchanged({ session }: Context, name: string): Promise<ObservedStack> {
  const stack = await session.stacks.describe(name);
  if (stack) return stack;
  throw new FerryError("StackFailed", `the stack ${name} was deleted in the meantime`, {
    next: "deploy again",
  });
}

/** Waits for the change set. @returns its ARN; undefined if there is nothing to execute */
async function ready(
  context: Context,
  desired: DesiredStack,
  changeSetName: string,
): Promise<string | undefined> {
  const { stacks } = context.session;
  const stackName = desired.name;
  try {
    const state = await poll(async () => {
      const found = await stacks.changeSet(stackName, changeSetName);
      return /_COMPLETE$|^FAILED$/.test(found.status) ? found : undefined;
    }, context.signal);
    if (state.status === "CREATE_COMPLETE") return state.id;
    await stacks.deleteChangeSet(stackName, changeSetName);
    if (NO_CHANGES.test(state.reason)) return undefined;
    throw new FerryError(
      "StackFailed",
      `CloudFormation rejected the change of ${stackName}: ${withoutHidden(state.reason, desired) || state.status}`,
      {
        next: "fix stack.ts and deploy again, or deploy to an environment that has what the stack needs; the change was not started",
      },
    );
  } catch (error) {
    if (context.signal.aborted) await stacks.deleteChangeSet(stackName, changeSetName);
    throw error;
  }
}
