import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Outbox } from "../../../../platform/outbox/outbox";
import type { OrdersContext } from "../context";
import { OrdersTable } from "./orders-table";

// Made once per execution environment, so that warm invocations reuse their connections.
const client = new DynamoDBClient();
const documents = DynamoDBDocumentClient.from(client);

/** The service's orders, and the outbox in their table. */
export function connect(context: OrdersContext) {
  const { TABLE_NAME: table } = context.variables;
  const outbox = new Outbox(context, client, table);
  return { orders: new OrdersTable(documents, table, outbox), outbox };
}
