import { CfnPermission } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";

/** Lets an AWS service invoke the function by its alias, on behalf of one resource only. */
export function allowInvoke(scope: Construct, service: string, functionArn: string, sourceArn: string): void {
  new CfnPermission(scope, "Permission", {
    action: "lambda:InvokeFunction",
    functionName: functionArn,
    principal: service,
    sourceArn,
  });
}
