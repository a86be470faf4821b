import { describe, expect, test } from "@jest/globals";
import { event, ofStack } from "../testing/fixtures/stack-event";
import { endsOperation, firstFailure, stackReason } from "./stack-event";

const STACK = "arn:aws:cloudformation:us-east-1:000000000000:stack/dev-orders/1";

describe("the cause of a failed operation", () => {
  test("is the first failure, neither a later one nor one that only follows from it", async () => {
    const events = [
      ofStack("UPDATE_IN_PROGRESS"),
      event("Queue", "CREATE_FAILED", "Resource creation cancelled"),
      event("Table", "UPDATE_FAILED", "the table is too small"),
      event("Topic", "UPDATE_FAILED", "Resource update cancelled"),
      ofStack("UPDATE_ROLLBACK_IN_PROGRESS"),
      event("Role", "UPDATE_FAILED", "the role was deleted"),
    ];
    expect(firstFailure(events)?.logicalId).toBe("Table");
  });

  test("is unknown where no resource failed, and the stack gives no reason of its own", async () => {
    expect(firstFailure([ofStack("CREATE_IN_PROGRESS"), ofStack("ROLLBACK_COMPLETE")])).toBeUndefined();
    expect(
      firstFailure([
        ofStack("CREATE_IN_PROGRESS", "User Initiated"),
        event("Queue", "CREATE_FAILED", "Resource creation cancelled"),
        ofStack(
          "ROLLBACK_IN_PROGRESS",
          "The following resource(s) failed to create: [Queue]. Rollback requested by user.",
        ),
      ]),
    ).toBeUndefined();
  });

  test.each([
    ["UPDATE_ROLLBACK_IN_PROGRESS", "Export dev-x cannot be updated as it is in use by dev-mail"],
    [
      "UPDATE_ROLLBACK_IN_PROGRESS",
      "Update canceled. Cannot update export dev-x as it is in use by dev-mail.",
    ],
    ["ROLLBACK_IN_PROGRESS", "Export with name dev-x is already exported by stack dev-mail."],
    ["UPDATE_FAILED", "Delete canceled. Cannot delete export dev-x as it is in use by dev-mail."],
    ["DELETE_FAILED", "Delete canceled. Cannot delete export dev-x as it is in use by dev-mail."],
    ["UPDATE_COMPLETE", "Export dev-x cannot be deleted as it is in use by dev-mail"],
  ])("is the stack's own where that comes first: %s %s", (status, reason) => {
    const first = firstFailure([
      ofStack("UPDATE_IN_PROGRESS", "User Initiated"),
      event("Queue", "UPDATE_COMPLETE"),
      ofStack(status, reason),
      event("Queue", "UPDATE_FAILED", "a failure of the rollback"),
      ofStack("UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [Queue]. "),
    ]);
    expect(first && stackReason(first)).toBe(reason);
  });

  test("is not the request for a rollback", () => {
    const events = [
      ofStack("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated"),
      event("Queue", "UPDATE_FAILED", "no such queue"),
    ];
    expect(firstFailure(events)?.logicalId).toBe("Queue");
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
