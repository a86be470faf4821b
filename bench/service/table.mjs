import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../e2e/support/checkout.mjs";

const TEMPLATE = join(REPOSITORY, "bazel-bin/services/orders/stack.template.json");

/** Creates a table like that of the stack of `orders` in a local account. */
export async function makeTable(account, name) {
  const { Resources } = JSON.parse(readFileSync(TEMPLATE, "utf8"));
  const table = Object.values(Resources).find(({ Type }) => Type === "AWS::DynamoDB::Table");
  const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } = table.Properties;
  await dynamodb(account, "CreateTable", {
    TableName: name,
    AttributeDefinitions,
    BillingMode,
    GlobalSecondaryIndexes,
    KeySchema,
  });
  for (;;) {
    const { Table } = await dynamodb(account, "DescribeTable", { TableName: name });
    const states = [Table.TableStatus, ...Table.GlobalSecondaryIndexes.map(({ IndexStatus }) => IndexStatus)];
    if (states.every((state) => state === "ACTIVE")) return;
  }
}

async function dynamodb(account, operation, input) {
  const answer = await account.fetch("dynamodb", "/", {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation}: ${text}`);
  return JSON.parse(text);
}
