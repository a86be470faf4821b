import { type App, Duration, type Stack } from "aws-cdk-lib";
import { ServiceFunction } from "../../platform/constructs/service-function";
import { ServiceStack } from "../../platform/constructs/service-stack";
import { ServiceTable } from "../../platform/constructs/service-table";

/** The service `payments`: a queue of orders to be paid, and a table; `src/dynamodb/payment-item.ts` says what its keys hold. */
export function stack(app: App): Stack {
  const stack = new ServiceStack(app, "payments");
  const table = new ServiceTable(stack, "Table", { partitionKey: "pk", sortKey: "sk" });
  const payments = new ServiceFunction(stack, "Payments", {
    name: "payments",
    // Twice what the provider may take. A message that fails comes again after six times as long.
    timeout: Duration.seconds(5),
    environment: { TABLE_NAME: table.tableName },
  });
  payments.http({ routes: ["GET /payments/{orderId}"] });
  payments.queue("captures", { from: ["orders.OrderPlaced.v1"] });
  payments.schedule("sweep", "rate(1 minute)");
  payments.publishes();
  table.grant(payments.role, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem");
  table.grantOutbox(payments.role);
  return stack;
}
