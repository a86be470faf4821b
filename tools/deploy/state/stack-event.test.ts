import { describe, expect, test } from "@jest/globals";
import { event, ofStack } from "../testing/stack-event";
import { endsOperation, firstFailure } from "./stack-event";

const STACK = "arn:aws:cloudformation:us-east-1:000000000000:stack/dev-orders/1";

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
