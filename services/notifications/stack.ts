import type { App, Stack } from "aws-cdk-lib";
import { ServiceFunction } from "../../platform/constructs/service-function";
import { ServiceStack } from "../../platform/constructs/service-stack";
import { ServiceTable } from "../../platform/constructs/service-table";

/** The service `notifications`: a queue of what customers are notified of, and a table; `src/dynamodb/inbox-item.ts` says what its keys hold. */
export function stack(app: App): Stack {
  const stack = new ServiceStack(app, "notifications");
  const table = new ServiceTable(stack, "Table", {
    partitionKey: "pk",
    sortKey: "sk",
    indexes: { byDay: { partitionKey: "day", sortKey: "sk" } },
    timeToLive: "expiresAt",
  });
  const notifications = new ServiceFunction(stack, "Notifications", {
    name: "notifications",
    environment: { TABLE_NAME: table.tableName, ORDERS_URL: stack.import("orders", "url") },
  });
  notifications.http({ routes: ["GET /notifications", "GET /notifications/digests/{day}"] });
  notifications.queue("messages", {
    from: ["orders.OrderPlaced.v1", "payments.PaymentCaptured.v1", "payments.PaymentDeclined.v1"],
  });
  notifications.schedule("digest", "cron(0 6 * * ? *)");
  table.grant(notifications.role, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query");
  return stack;
}
