import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { handle } from "hono/aws-lambda";
import { OrdersTable } from "./dynamodb/orders-table";
import { createApp } from "./http/app";

/** Name of the service's DynamoDB table, set by `stack.ts`. */
function tableName(): string {
  const name = process.env.TABLE_NAME;
  if (!name)
    throw new Error("the environment variable TABLE_NAME is not set; stack.ts sets it to the table's name");
  return name;
}

// Made once per execution environment, so that warm invocations reuse its connections.
const client = DynamoDBDocumentClient.from(new DynamoDBClient());

/** The Lambda handler: every trigger of this service arrives here. */
export const handler = handle(createApp(new OrdersTable(client, tableName())));
