import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { NotificationsContext } from "../context";
import { InboxTable } from "./inbox-table";

// Made once per execution environment, so that warm invocations reuse its connections.
const client = DynamoDBDocumentClient.from(new DynamoDBClient());

/** The service's messages and digests. */
export function connect({ variables }: NotificationsContext): InboxTable {
  return new InboxTable(client, variables.TABLE_NAME);
}
