import { Fn } from "aws-cdk-lib";
import type { CfnStage } from "aws-cdk-lib/aws-apigatewayv2";
import { CfnLogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { parameter } from "../parameters";
import type { ServiceStack } from "../service-stack";

/**
 * What a line says: enough to find a request that never reached the function, or whose function failed, without the address, the
 * agent and the query of who sent it. `requestId` is also in the event that the function gets.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const FORMAT = JSON.stringify(
  Object.fromEntries(
    [
      "requestId",
      "requestTimeEpoch",
      "httpMethod",
      "path",
      "routeKey",
      "status",
      "responseLatency",
      "integrationLatency",
      "integrationErrorMessage",
    ].map((name) => [name, `$context.${name}`]),
  ),
);

/** Gives a stage an access log. */
export function keepAccessLog(scope: Construct, stack: ServiceStack, stage: CfnStage, apiName: string): void {
  // The prefix keeps the account's one resource policy for such logs from growing with each group.
  const name = `/aws/vendedlogs/${apiName}-http`;
  const group = new CfnLogGroup(scope, "AccessLog", {
    logGroupName: Fn.sub(name),
    retentionInDays: parameter(stack, "LogRetentionInDays").valueAsNumber,
  });
  stage.accessLogSettings = {
    // By name, since the group's own attribute ends in `:*`, which is its streams.
    destinationArn: Fn.sub(
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${name}`,
    ),
    format: FORMAT,
  };
  stage.addResourceDependency(group);
}
