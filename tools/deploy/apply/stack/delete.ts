import type { Context } from "../../context/context";
import type { ObservedStack } from "../../model/observed";
import { resourceName, retained } from "../../model/stack-event";
import { requireUnprotected } from "../../plan/stack";
import { failedResources, stackFailed } from "./failure";
import { type EndedOperation, ended, operationToken } from "./operation";

/**
 * Deletes a stack and waits until it is deleted. If that fails, termination protection is as it was before.
 * @param unprotect whether termination protection may be taken off: the user has confirmed the deletion by the environment's name
 * @returns the resources that are left in the account, as the template wants it: `Table (AWS::DynamoDB::Table) dev-orders`
 */
export async function deleteStack(
  context: Context,
  service: string,
  stack: ObservedStack,
  unprotect: boolean,
): Promise<readonly string[]> {
  const { id, name } = stack;
  const { stacks } = context.session;
  if (!unprotect) requireUnprotected(stack);
  const protectedBefore = stack.terminationProtected === true;
  await context.beforeWrite();
  if (protectedBefore) await stacks.protect(name, false);
  context.emit({ type: "stack", service, stack: name, step: "delete" });
  const token = operationToken(context);
  let end: EndedOperation;
  try {
    await stacks.delete(id, token);
    end = await ended(context, { service, name, what: "deletion", stackId: id, token });
    if (end.stack && end.stack.status !== "DELETE_COMPLETE")
      throw await stackFailed(stacks, "deletion", name, end, remedy(end.stack));
  } catch (error) {
    if (protectedBefore) await protectAgain(context, service, name);
    throw error;
  }
  const left = retained(end.events).map((event) => `${resourceName(event)} ${event.physicalId ?? ""}`.trim());
  if (left.length > 0) context.emit({ type: "retained", service, stack: name, resources: left });
  return left;
}

/** Not worth hiding why the deletion failed: where it cannot be done now, the next deploy does it. */
async function protectAgain(context: Context, service: string, name: string): Promise<void> {
  try {
    await context.beforeWrite();
    await context.session.stacks.protect(name, true);
  } catch (error) {
    context.emit({ type: "unprotected", service, stack: name, cause: (error as Error).message });
  }
}

/** What lets a deletion that failed succeed. An export that others import is theirs to let go: nothing of the stack is in the way. */
function remedy(stack: ObservedStack): string {
  const importers = /\bin use by (.+?)\.?\s*$/.exec(stack.statusReason ?? "")?.[1];
  if (importers !== undefined)
    return `destroy ${importers} first, or deploy it without the import, then run the same command again`;
  const resources = failedResources(stack).join(", ") || "what the message names";
  return `empty or remove ${resources} by hand, then run the same command again`;
}
