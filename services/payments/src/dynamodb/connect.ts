import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Outbox } from "../../../../platform/outbox/outbox";
import type { PaymentsContext } from "../context";
import { PaymentsTable } from "./payments-table";

// Made once per execution environment, so that warm invocations reuse their connections.
const client = new DynamoDBClient();
const documents = DynamoDBDocumentClient.from(client);

/** The service's payments, and the outbox in their table. */
export function connect(context: PaymentsContext) {
  const { TABLE_NAME: table } = context.variables;
  const outbox = new Outbox(context, client, table);
  return { payments: new PaymentsTable(documents, table, outbox), outbox };
}
