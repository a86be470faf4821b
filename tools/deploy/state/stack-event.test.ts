import { describe, expect, test } from "@jest/globals";
import { cause } from "../apply/stack-failure";
import { endsOperation, firstFailure, type StackEvent } from "./stack-event";

const STACK = "arn:aws:cloudformation:us-east-1:000000000000:stack/dev-orders/1";
const NESTED = "arn:aws:cloudformation:us-east-1:000000000000:stack/dev-orders-Inner/2";

function event(logicalId: string, status: string, reason?: string, type = "AWS::SQS::Queue"): StackEvent {
  const id = `${logicalId}-${status}`;
  return { id, logicalId, type, status, ofStack: false, ...(reason === undefined ? {} : { reason }) };
}

function ofStack(status: string): StackEvent {
  return { ...event("dev-orders", status, undefined, "AWS::CloudFormation::Stack"), ofStack: true };
}

describe("the cause of a failed operation", () => {
  test("is the first failure, neither a later one nor one that only follows from it", async () => {
    const events = [
      ofStack("UPDATE_IN_PROGRESS"),
      event("Queue", "CREATE_FAILED", "Resource creation cancelled"),
      event("Table", "UPDATE_FAILED", "the table is too small"),
      event("Topic", "UPDATE_FAILED", "Resource update cancelled"),
      ofStack("UPDATE_ROLLBACK_IN_PROGRESS"),
      event("Role", "UPDATE_FAILED", "the role went away"),
    ];
    expect(firstFailure(events)?.logicalId).toBe("Table");
  });

  test("is looked up in the nested stack where it happened", async () => {
    const inner = {
      ...event("Inner", "CREATE_FAILED", "Embedded stack was not created", "AWS::CloudFormation::Stack"),
      physicalId: NESTED,
    };
    const asked: string[] = [];
    const stacks = {
      async *events(stackId: string) {
        asked.push(stackId);
        yield event("Topic", "CREATE_FAILED", "Resource creation cancelled");
        yield event("Deep", "CREATE_FAILED", "no such key");
        yield ofStack("CREATE_IN_PROGRESS");
        yield event("Older", "CREATE_FAILED", "of an operation before");
      },
    };
    expect(await cause(stacks, [ofStack("UPDATE_IN_PROGRESS"), inner])).toBe(
      "Inner (AWS::CloudFormation::Stack): Deep (AWS::SQS::Queue): no such key",
    );
    expect(asked).toEqual([NESTED]);
  });

  test("is unknown where no resource failed", async () => {
    expect(firstFailure([ofStack("CREATE_IN_PROGRESS"), ofStack("ROLLBACK_COMPLETE")])).toBeUndefined();
  });
});

test.each([
  ["CREATE_IN_PROGRESS", false],
  ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", false],
  ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", false],
  ["UPDATE_COMPLETE", true],
  ["UPDATE_ROLLBACK_FAILED", true],
  ["DELETE_COMPLETE", true],
])("a stack that is %s has ended: %s", (status, ended) => {
  expect(endsOperation(ofStack(status))).toBe(ended);
  expect(endsOperation({ ...ofStack(status), ofStack: false, physicalId: STACK })).toBe(false);
});
