import type { StackEvent as SdkEvent } from "@aws-sdk/client-cloudformation";
import type { StackEvent } from "../state/stack-event";
import type { Stacks } from "./cloudformation";

/** An event as DescribeStackEvents tells it. */
export function stackEvent(event: SdkEvent): StackEvent {
  return {
    id: event.EventId ?? "",
    logicalId: event.LogicalResourceId ?? "",
    type: event.ResourceType ?? "",
    status: event.ResourceStatus ?? "",
    ofStack: event.PhysicalResourceId !== undefined && event.PhysicalResourceId === event.StackId,
    ...(event.PhysicalResourceId === undefined ? {} : { physicalId: event.PhysicalResourceId }),
    ...(event.ResourceStatusReason === undefined ? {} : { reason: event.ResourceStatusReason }),
    ...(event.ClientRequestToken === undefined ? {} : { token: event.ClientRequestToken }),
    ...(event.Timestamp === undefined ? {} : { time: event.Timestamp }),
  };
}

/** Who started the stack's newest operation and when, as far as its events tell. */
export async function holder(stacks: Stacks, stackId: string): Promise<{ by?: string; since?: Date }> {
  for await (const { token, time } of stacks.events(stackId)) {
    return { ...(token === undefined ? {} : { by: token }), ...(time === undefined ? {} : { since: time }) };
  }
  return {};
}
