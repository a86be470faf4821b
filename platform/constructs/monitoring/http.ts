import type { Construct } from "constructs";
import type { ServiceStack } from "../service-stack";
import { addAlarm, errorLogs, SUSTAINED } from "./alarm";
import type { Metric } from "./metric";

/**
 * The alarm and charts of an HTTP API.
 * @param apiName as text of `Fn::Sub`
 * @param apiId reference to the API
 */
export function monitorHttp(scope: Construct, stack: ServiceStack, apiName: string, apiId: string): void {
  const metric = (name: string, statistic: string): Metric => ({
    namespace: "AWS/ApiGateway",
    name,
    dimensions: { ApiId: `\${HttpApiId}` },
    statistic,
    variables: { HttpApiId: apiId },
  });
  const failures = metric("5xx", "Sum");
  addAlarm(scope, "FailuresAlarm", stack, {
    alarmName: `${apiName}-http-5xx`,
    meaning: `The HTTP API ${apiName} answers requests with 5xx`,
    first: errorLogs(stack.service),
    metric: failures,
    threshold: 1,
    minutes: SUSTAINED,
  });
  stack.dashboard.addRow(
    {
      title: `${apiName}: requests`,
      metrics: { requests: metric("Count", "Sum"), "4xx": metric("4xx", "Sum"), "5xx": failures },
    },
    {
      title: `${apiName}: latency in ms`,
      metrics: { median: metric("Latency", "p50"), p99: metric("Latency", "p99") },
    },
  );
}
