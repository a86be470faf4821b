import type { Stacks } from "./cloudformation";

/** Events that only follow from an earlier failure: they are not the cause. */
const CONSEQUENCE = /cancelled|canceled/i;

/**
 * The first failure of the stack's newest operation, as `Table (AWS::DynamoDB::Table): reason`: what came after it are
 * consequences. Undefined where no resource failed.
 */
export async function firstFailure(stacks: Stacks, stackId: string): Promise<string | undefined> {
  let first: string | undefined;
  for await (const event of stacks.events(stackId)) {
    const status = event.ResourceStatus ?? "";
    const ofStack = event.PhysicalResourceId === event.StackId;
    const reason = event.ResourceStatusReason ?? "no reason was given";
    if (!ofStack && status.endsWith("_FAILED") && !CONSEQUENCE.test(reason)) {
      first = `${event.LogicalResourceId} (${event.ResourceType}): ${reason}`;
    }
    if (ofStack && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status)) break;
  }
  return first;
}

/** Who started the stack's newest operation and when, as far as its events tell. */
export async function holder(stacks: Stacks, stackId: string): Promise<{ by?: string; since?: Date }> {
  for await (const event of stacks.events(stackId)) {
    return {
      ...(event.ClientRequestToken === undefined ? {} : { by: event.ClientRequestToken }),
      ...(event.Timestamp === undefined ? {} : { since: event.Timestamp }),
    };
  }
  return {};
}
