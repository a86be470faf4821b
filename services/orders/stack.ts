import type { App, Stack } from "aws-cdk-lib";
import { ServiceFunction } from "../../platform/constructs/service-function";
import { ServiceStack } from "../../platform/constructs/service-stack";
import { ServiceTable } from "../../platform/constructs/service-table";

/** The service `orders`: an HTTP API, what becomes of payments, and a table; `src/dynamodb/order-item.ts` says what its keys hold. */
export function stack(app: App): Stack {
  const stack = new ServiceStack(app, "orders");
  const table = new ServiceTable(stack, "Table", {
    partitionKey: "pk",
    sortKey: "sk",
    indexes: {
      newest: { partitionKey: "kind", sortKey: "placed" },
      byOwner: { partitionKey: "owner", sortKey: "placed" },
    },
  });
  const orders = new ServiceFunction(stack, "Orders", {
    name: "orders",
    memorySize: 512,
    environment: { TABLE_NAME: table.tableName },
  });
  const { url } = orders.http({ routes: ["ANY /orders", "ANY /orders/{proxy+}"] });
  orders.on("payments", "payments.PaymentCaptured.v1", "payments.PaymentDeclined.v1");
  orders.schedule("sweep", "rate(1 minute)");
  orders.publishes();
  table.grant(orders.role, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query");
  table.grantOutbox(orders.role);
  stack.export("url", url);
  return stack;
}
