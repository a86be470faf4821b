import type { StackEvent } from "../model/stack-event";

/** An event of a resource in a stack. */
export function event(
  logicalId: string,
  status: string,
  reason?: string,
  type = "AWS::SQS::Queue",
): StackEvent {
  const id = `${logicalId}-${status}`;
  return { id, logicalId, type, status, ofStack: false, ...(reason === undefined ? {} : { reason }) };
}

/** An event of the stack itself. */
export function ofStack(status: string, reason?: string): StackEvent {
  return { ...event("dev-orders", status, reason, "AWS::CloudFormation::Stack"), ofStack: true };
}
