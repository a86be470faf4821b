import type { Context } from "../../context/context";
import type { ObservedStack } from "../../model/observed";
import { resourceName, retained } from "../../model/stack-event";
import { requireUnprotected } from "../../plan/stack";
import { failedResources, stackFailed } from "./failure";
import { type EndedOperation, ended, operationToken } from "./operation";

/**
 * Deletes a stack and waits for the end. If that fails, termination protection is restored.
 * @param unprotect whether termination protection may be turned off: the user has confirmed with the environment's name
 * @returns the resources that the template retains in the account: `Table (AWS::DynamoDB::Table) dev-orders`
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

/** A failure here must not hide why the deletion failed; the next deploy turns protection on again. */
async function protectAgain(context: Context, service: string, name: string): Promise<void> {
  try {
    await context.beforeWrite();
    await context.session.stacks.protect(name, true);
  } catch (error) {
    context.emit({ type: "unprotected", service, stack: name, cause: (error as Error).message });
  }
}

/** How to make a failed deletion succeed. If another stack imports an export, that stack has to change. */
function remedy(stack: ObservedStack): string {
  const importers = /\bin use by (.+?)\.?\s*$/.exec(stack.statusReason ?? "")?.[1];
  if (importers !== undefined)
    return `destroy ${importers} first, or deploy it without the import, then run the same command again`;
  const resources = failedResources(stack).join(", ") || "what the message names";
  return `empty or delete ${resources} manually, then run the same command again`;
}
