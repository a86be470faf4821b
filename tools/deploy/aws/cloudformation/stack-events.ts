import type { StackEvent as SdkEvent } from "@aws-sdk/client-cloudformation";
import type { StackEvent } from "../../model/stack-event";

/** Converts an event from DescribeStackEvents. */
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
