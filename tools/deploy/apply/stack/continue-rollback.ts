import type { Context } from "../../context/context";
import type { ObservedStack } from "../../model/observed";
import { ROLLBACK_BEGINNING } from "../../model/stack-event";
import { failedResources, stackFailed } from "./failure";
import { ended, operationToken } from "./operation";

/** Rolls back a stack whose update and rollback failed, or whose update was not rolled back. */
export async function continueRollback(
  context: Context,
  service: string,
  { id, name, status }: ObservedStack,
): Promise<void> {
  const { stacks } = context.session;
  const token = operationToken(context);
  await context.beforeWrite();
  context.emit({ type: "stack", service, stack: name, step: "rollback" });
  if (status === "UPDATE_FAILED") await stacks.rollback(name, token);
  else await stacks.continueRollback(name, token);
  const operation = { service, name, what: "rollback", stackId: id, token, beginning: ROLLBACK_BEGINNING };
  const end = await ended(context, operation);
  if (end.stack?.status === "UPDATE_ROLLBACK_COMPLETE") return;
  const resources = end.stack ? failedResources(end.stack) : [];
  const skip =
    resources.length > 0
      ? `, or skip it: aws cloudformation continue-update-rollback --stack-name ${name} --resources-to-skip ${resources.join(" ")}`
      : "";
  const next = `restore ${resources.join(", ") || "what the message names"} to the state before the update and run the same command again${skip}; if the environment is disposable, destroying and deploying it is quickest`;
  throw await stackFailed(stacks, "rollback", name, end, next);
}
