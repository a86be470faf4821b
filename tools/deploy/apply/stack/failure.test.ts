import { expect, test } from "@jest/globals";
import { event, ofStack } from "../../testing/fixtures/stack-event";
import { cause, stackFailed } from "./failure";

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

test.each([
  [
    "Your access has been denied by S3, please make sure your request credentials have permission to GetObject for b/k. S3 Error Code: AccessDenied.",
    "they need s3:GetObject on *.zip there",
  ],
  ["Error occurred while GetObject. S3 Error Code: NoSuchKey.", "deploy again, which stores it again"],
  ["CodeSHA256 (a) is different from current CodeSHA256 in $LATEST (b).", "find out who put it there"],
  ["something else", "fix stack.ts"],
])("a creation that fails because of a zip says what to do: %s", async (reason, advice) => {
  const stacks = { async *events() {} } as never;
  const events = [ofStack("CREATE_IN_PROGRESS"), event("Function", "CREATE_FAILED", reason)];
  const end = { stack: undefined, events };
  const failed = (what: string) => stackFailed(stacks, what, "dev-orders", end, "fix stack.ts");
  const { message, next } = await failed("creation");
  expect(message).toContain(reason);
  expect(next).toContain(advice);
  expect((await failed("update")).next).toBe("fix stack.ts");
});
