import { expect, test } from "@jest/globals";
import { wildcardIsBelowName } from "./arn";

const table = { "Fn::GetAtt": ["Table", "Arn"] };
const below = (...parts: unknown[]) => ({ "Fn::Join": ["", parts] });
const ACCOUNT = `\${AWS::Region}:\${AWS::AccountId}`;

test.each([
  ["a resource itself", table],
  ["indexes of a table", below(table, "/index/*")],
  ["objects of a bucket", below({ "Fn::GetAtt": ["Bucket", "Arn"] }, "/*")],
  ["objects of a bucket by name", "arn:aws:s3:::receipts/*"],
  ["streams of a log group", { "Fn::Sub": `arn:\${AWS::Partition}:logs:${ACCOUNT}:log-group:/aws/x/data:*` }],
  ["versions of a function", { "Fn::Sub": [`\${Arn}:*`, { Arn: { "Fn::GetAtt": ["Orders", "Arn"] } }] }],
  [
    "executions of a named state machine",
    { "Fn::Sub": `arn:aws:states:${ACCOUNT}:execution:\${Environment}-orders:*` },
  ],
  ["a partition of a named path", "arn:aws:s3:::receipts/*/2026/*"],
])("takes %s", (_, resource) => {
  expect(wildcardIsBelowName(resource)).toBe(true);
});

test.each([
  ["everything", "*"],
  ["everything of a service", "arn:aws:dynamodb:*:*:*"],
  ["any region", "arn:aws:dynamodb:*:000000000000:table/orders"],
  ["any account", { "Fn::Sub": `arn:aws:dynamodb:\${AWS::Region}:*:table/orders` }],
  ["all tables", { "Fn::Sub": `arn:aws:dynamodb:${ACCOUNT}:table/*` }],
  ["all functions", { "Fn::Sub": `arn:aws:lambda:${ACCOUNT}:function:*` }],
  ["a beginning that others may have too", { "Fn::Sub": `arn:aws:dynamodb:${ACCOUNT}:table/orders*` }],
  ["a resource whose name may go on", below(table, "*")],
  ["all queues", { "Fn::Sub": `arn:aws:sqs:${ACCOUNT}:*` }],
  ["all buckets", "arn:aws:s3:::*"],
  ["one character", { "Fn::Sub": `arn:aws:dynamodb:${ACCOUNT}:table/order?` }],
])("refuses %s", (_, resource) => {
  expect(wildcardIsBelowName(resource)).toBe(false);
});
