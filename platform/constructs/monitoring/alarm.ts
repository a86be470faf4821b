import { Aws, Fn } from "aws-cdk-lib";
import { CfnAlarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { condition } from "../conditions";
import { parameter } from "../parameters";
import type { ServiceStack } from "../service-stack";
import { type Metric, substituted } from "./metric";

/** An alarm that goes off when a metric reaches a threshold. */
export interface AlarmProps {
  /** Physical name as text of `Fn::Sub`. */
  readonly alarmName: string;
  /** What is wrong, as people read it in the notification; as text of `Fn::Sub`. */
  readonly meaning: string;
  /** What to do first: the command, mostly; likewise. */
  readonly first: string;
  readonly metric: Metric;
  readonly threshold: number;
  /** In how many of how many minutes. @default 1 of 1 */
  readonly minutes?: { readonly reached: number; readonly of: number };
}

/** Where a single failure is business as usual and only one that goes on is not. */
export const SUSTAINED = { reached: 3, of: 5 } as const;

/**
 * Adds an alarm, which exists in environments with monitoring and notifies where there is a topic. Missing data
 * is not treated as a breach.
 */
export function addAlarm(scope: Construct, id: string, stack: ServiceStack, props: AlarmProps): void {
  const { alarmName, first, meaning, metric, minutes, threshold } = props;
  const { reached, of } = minutes ?? { reached: 1, of: 1 };
  const topic = parameter(stack, "AlarmTopicArn").valueAsString;
  const notify = Fn.conditionIf(condition(stack, "AlarmsNotify").logicalId, [topic], Aws.NO_VALUE);
  const alarm = new CfnAlarm(scope, id, {
    alarmName: Fn.sub(alarmName),
    alarmDescription: Fn.sub(`${meaning}. First: ${first}`),
    namespace: substituted(metric, metric.namespace),
    metricName: metric.name,
    dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({
      name,
      value: substituted(metric, value),
    })),
    statistic: metric.statistic,
    period: 60,
    evaluationPeriods: of,
    datapointsToAlarm: reached,
    threshold,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    treatMissingData: "notBreaching",
  });
  alarm.addPropertyOverride("AlarmActions", notify);
  alarm.addPropertyOverride("OKActions", notify);
  alarm.cfnOptions.condition = condition(stack, "Monitored");
}

/** The command that shows what went wrong in a service of late. */
export function errorLogs(service: string): string {
  return `./bazelw run //services/${service}:logs -- --env \${Environment} --since 1h --level error`;
}
