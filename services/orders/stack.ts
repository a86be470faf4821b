import { type App, CfnOutput, CfnParameter, Duration, Fn, RemovalPolicy, type Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, BillingMode, type CfnTable, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import { ServiceFunction } from "../../platform/constructs/service-function";
import { ServiceStack } from "../../platform/constructs/service-stack";

/** The service `orders`: an HTTP API, one function behind it, and a table. */
export function stack(app: App): Stack {
  const stack = new ServiceStack(app, "orders");
  const table = ordersTable(stack);
  const orders = new ServiceFunction(stack, "Orders", {
    name: "orders",
    memorySize: 512,
    timeout: Duration.seconds(10),
    environment: { TABLE_NAME: table.tableName },
  });
  table.grant(orders.role, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query");

  const api = new HttpApi(stack, "Api", { apiName: stack.environmentName("orders") });
  const integration = new HttpLambdaIntegration("Live", orders.live);
  // One function serves every route, so a new route is a change of code only.
  for (const path of ["/orders", "/orders/{proxy+}"]) {
    api.addRoutes({ path, methods: [HttpMethod.ANY], integration });
  }
  new CfnOutput(stack, "Url", { value: Fn.join("", [api.apiEndpoint, "/orders"]) });
  return stack;
}

/** The service's table; `src/dynamodb/order-item.ts` says what its keys hold. */
function ordersTable(scope: Construct): Table {
  const string = (name: string) => ({ name, type: AttributeType.STRING });
  const protection = new CfnParameter(scope, "DeletionProtection", {
    type: "String",
    description:
      "Whether the table refuses to be deleted, with its stack too, and can be restored to any second of 35 days",
    allowedValues: ["true", "false"],
    default: "false",
  });
  const table = new Table(scope, "Table", {
    partitionKey: string("pk"),
    sortKey: string("sk"),
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // By override, since the CDK's own property takes no parameter, and one template serves every environment.
  const resource = table.node.defaultChild as CfnTable;
  resource.addPropertyOverride("DeletionProtectionEnabled", protection.valueAsString);
  resource.addPropertyOverride("PointInTimeRecoverySpecification", {
    PointInTimeRecoveryEnabled: protection.valueAsString,
  });
  table.addGlobalSecondaryIndex({
    indexName: "newest",
    partitionKey: string("kind"),
    sortKey: string("placed"),
  });
  table.addGlobalSecondaryIndex({
    indexName: "byOwner",
    partitionKey: string("owner"),
    sortKey: string("placed"),
  });
  return table;
}
