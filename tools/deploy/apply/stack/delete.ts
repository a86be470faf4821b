import type { Context } from "../../run/context";
import type { ObservedStack } from "../../state/observed";
import { resourceName, retained } from "../../state/stack-event";
import { failedResources, stackFailed } from "./failure";
import { ended, operationToken } from "./operation";

/**
 * Deletes a stack and waits until it is gone. In a protected environment Ferry has protected it against deletion by others, and
 * whoever comes here has confirmed it by the environment's name.
 * @returns the resources that are left in the account, as the template wants it: `Table (AWS::DynamoDB::Table) dev-orders`
 */
export async function deleteStack(
  context: Context,
  service: string,
  { id, name, terminationProtected }: ObservedStack,
): Promise<readonly string[]> {
  const { stacks } = context.session;
  await context.beforeWrite();
  if (terminationProtected && context.environment.protected) await stacks.protect(name, false);
  context.emit({ type: "stack", service, stack: name, step: "delete" });
  const token = operationToken(context);
  await stacks.delete(id, token);
  const end = await ended(context, { service, name, what: "deletion", stackId: id, token });
  if (end.stack && end.stack.status !== "DELETE_COMPLETE") {
    throw await stackFailed(stacks, "deletion", name, end, remedy(end.stack));
  }
  const left = retained(end.events).map((event) => `${resourceName(event)} ${event.physicalId ?? ""}`.trim());
  if (left.length > 0) context.emit({ type: "retained", service, stack: name, resources: left });
  return left;
}

/** What lets a deletion that failed succeed. An export that others import is theirs to let go: nothing of the stack is in the way. */
function remedy(stack: ObservedStack): string {
  const importers = /\bin use by (.+?)\.?\s*$/.exec(stack.statusReason ?? "")?.[1];
  if (importers !== undefined)
    return `destroy ${importers} first, or deploy it without the import, then run the same command again`;
  const resources = failedResources(stack).join(", ") || "what the message names";
  return `empty or remove ${resources} by hand, then run the same command again`;
}
