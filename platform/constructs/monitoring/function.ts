import type { Construct } from "constructs";
import type { ServiceStack } from "../service-stack";
import { addAlarm, errorLogs, SUSTAINED } from "./alarm";
import type { Metric } from "./metric";

/**
 * Alarms and charts of a function: it fails, it is throttled.
 * @param functionName as text of `Fn::Sub`
 */
export function monitorFunction(scope: Construct, stack: ServiceStack, functionName: string): void {
  const metric = (name: string, statistic: string): Metric => ({
    namespace: "AWS/Lambda",
    name,
    dimensions: { FunctionName: functionName },
    statistic,
  });
  const errors = metric("Errors", "Sum");
  const throttles = metric("Throttles", "Sum");
  addAlarm(scope, "ErrorsAlarm", stack, {
    alarmName: `${functionName}-errors`,
    meaning: `Invocations of ${functionName} fail or time out`,
    first: errorLogs(stack.service),
    metric: errors,
    threshold: 1,
    minutes: SUSTAINED,
  });
  addAlarm(scope, "ThrottlesAlarm", stack, {
    alarmName: `${functionName}-throttles`,
    meaning: `Invocations of ${functionName} are refused, since the account or the function is at its concurrency limit`,
    first: `aws lambda get-account-settings --query AccountLimit, and see who uses it up on the dashboard ${stackName(stack)}`,
    metric: throttles,
    threshold: 1,
    minutes: SUSTAINED,
  });
  stack.dashboard.addRow(
    {
      title: `${functionName}: invocations`,
      metrics: { invocations: metric("Invocations", "Sum"), errors, throttles },
    },
    {
      title: `${functionName}: duration in ms`,
      metrics: { median: metric("Duration", "p50"), p99: metric("Duration", "p99") },
    },
    {
      title: `${functionName}: cold starts`,
      metrics: {
        "cold starts": {
          namespace: `ferry/\${Environment}`,
          name: "ColdStart",
          dimensions: { service: stack.service },
          statistic: "Sum",
        },
        "at the same time": metric("ConcurrentExecutions", "Maximum"),
      },
    },
  );
}

function stackName(stack: ServiceStack): string {
  return `\${Environment}-${stack.service}`;
}
