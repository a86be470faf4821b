import { type App, Duration, type Stack } from "aws-cdk-lib";
import { ServiceFunction } from "../../platform/constructs/service-function";
import { ServiceStack } from "../../platform/constructs/service-stack";
import { ServiceTable } from "../../platform/constructs/service-table";

/** The service `orders`: an HTTP API, one function behind it, and a table. */
export function stack(app: App): Stack {
  const stack = new ServiceStack(app, "orders");
  // `src/dynamodb/order-item.ts` says what its keys hold.
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
    timeout: Duration.seconds(10),
    environment: { TABLE_NAME: table.tableName },
  });
  table.grant(orders.role, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query");
  // One function serves every route, so a new route is a change of code only.
  const { url } = orders.http({ routes: ["ANY /orders", "ANY /orders/{proxy+}"] });
  stack.export("url", url);
  return stack;
}
