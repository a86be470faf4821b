import { Aws, Fn, type Stack } from "aws-cdk-lib";
import type { Role } from "aws-cdk-lib/aws-iam";
import type { CfnFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { condition } from "./conditions";
import { allow } from "./iam/allow";
import { parameter } from "./parameters";

/**
 * Lets a function run with the layer of CloudWatch Application Signals, which brings the OpenTelemetry SDK, in those environments
 * that have its ARN; elsewhere the function only has the permission to write to its log group. The policy is that of
 * `CloudWatchLambdaApplicationSignalsExecutionRolePolicy`, for this account and region only.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-application-signals.html
 */
export function enableApplicationSignals(stack: Stack, lambda: LambdaFunction, role: Role): void {
  const { logicalId } = condition(stack, "ApplicationSignals");
  const layer = parameter(stack, "ApplicationSignalsLayerArn").valueAsString;
  const resource = lambda.node.defaultChild as CfnFunction;
  resource.addPropertyOverride("Layers", Fn.conditionIf(logicalId, [layer], Aws.NO_VALUE));
  lambda.addEnvironment(
    "AWS_LAMBDA_EXEC_WRAPPER",
    Fn.conditionIf(logicalId, "/opt/otel-instrument", Aws.NO_VALUE).toString(),
  );
  const logGroup = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/application-signals/data:*`;
  allow(role, {
    actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [Fn.sub(logGroup)],
  });
}
