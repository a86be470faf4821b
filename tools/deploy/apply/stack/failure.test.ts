import { expect, test } from "@jest/globals";
import { event, ofStack } from "../../testing/fixtures/stack-event";
import { cause } from "./failure";

const NESTED = "arn:aws:cloudformation:us-east-1:000000000000:stack/dev-orders-Inner/2";

test("the cause of a failure is found in the nested stack where it happened", async () => {
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
