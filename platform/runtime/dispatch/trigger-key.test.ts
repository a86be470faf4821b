import { expect, test } from "@jest/globals";
import { streamKey, triggerKey } from "./trigger-key";

test.each([
  ["arn:aws:sqs:eu-west-1:000000000000:dev-payments-captures", "captures"],
  ["arn:aws:sqs:eu-west-1:000000000000:dev-payments-captures.fifo", "captures"],
  ["arn:aws:sns:eu-west-1:000000000000:dev-payments-rates", "rates"],
  ["arn:aws:events:eu-west-1:000000000000:rule/dev-payments-daily", "daily"],
  ["arn:aws:scheduler:eu-west-1:000000000000:schedule/default/dev-payments-sweep-all", "sweep-all"],
  ["arn:aws:sqs:eu-west-1:000000000000:dev-payments-", undefined],
  ["arn:aws:sqs:eu-west-1:000000000000:dev-payments2-captures", undefined],
  ["arn:aws:sqs:eu-west-1:000000000000:prod-payments-captures", undefined],
  ["", undefined],
])("the key of %s is %s", (arn, key) => {
  expect(triggerKey(arn, "dev-payments")).toBe(key);
});

test("the stack says which stream is which", () => {
  const streams = JSON.stringify({ "arn:aws:dynamodb:stream": "orders" });
  expect(streamKey("arn:aws:dynamodb:stream", streams)).toBe("orders");
  expect(streamKey("arn:aws:dynamodb:other", streams)).toBeUndefined();
  expect(streamKey("toString", streams)).toBeUndefined();
  expect(streamKey("arn:aws:dynamodb:stream", undefined)).toBeUndefined();
});
