import { httpApi } from "./apigateway/api";
import { httpApiIntegration } from "./apigateway/integration";
import { httpApiRoute } from "./apigateway/route";
import { httpApiStage } from "./apigateway/stage";
import { cdkMetadataResource, waitConditionHandleResource } from "./cloudformation/inert";
import { cloudWatchAlarm } from "./cloudwatch/alarm";
import { cloudWatchDashboard } from "./cloudwatch/dashboard";
import { dynamoDbTable } from "./dynamodb/table";
import { eventBridgeRule } from "./eventbridge/rule";
import { iamPolicy } from "./iam/policy";
import { iamRole } from "./iam/role";
import { lambdaAlias } from "./lambda/alias";
import { lambdaEventInvokeConfig } from "./lambda/event-invoke-config";
import { lambdaEventSourceMapping } from "./lambda/event-source-mapping";
import { lambdaFunction } from "./lambda/function";
import { lambdaPermission } from "./lambda/permission";
import { lambdaVersion } from "./lambda/version";
import { logGroup } from "./logs/log-group";
import type { ResourceProvider } from "./provider";
import { schedulerSchedule } from "./scheduler/schedule";
import type { ResourceServices } from "./services";
import { sqsQueue } from "./sqs/queue";
import { sqsQueuePolicy } from "./sqs/queue-policy";

/** The resource types that templates may use in the local account; any other is refused by name. */
export function resourceProviders(services: ResourceServices): ResourceProvider[] {
  const { cloudWatch, lambda, logs, httpApis, dynamodb, sqs, mappings, eventBridge, scheduler, iam } =
    services;
  return [
    cdkMetadataResource(),
    cloudWatchAlarm(cloudWatch),
    cloudWatchDashboard(cloudWatch),
    dynamoDbTable(dynamodb),
    eventBridgeRule(eventBridge),
    httpApi(httpApis),
    httpApiIntegration(httpApis),
    httpApiRoute(httpApis),
    httpApiStage(httpApis),
    iamPolicy(iam),
    iamRole(iam),
    lambdaAlias(lambda),
    lambdaEventInvokeConfig(lambda),
    lambdaEventSourceMapping(mappings),
    lambdaFunction(lambda),
    lambdaPermission(lambda),
    lambdaVersion(lambda),
    logGroup(logs),
    schedulerSchedule(scheduler),
    sqsQueue(sqs),
    sqsQueuePolicy(sqs),
    waitConditionHandleResource(),
  ];
}
