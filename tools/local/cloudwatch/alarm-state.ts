import { metricOf } from "./metric-operations";
import { type MetricStore, minuteOf } from "./metric-store";
import type { CloudWatchRequest } from "./requests";
import { EMPTY, merged, statisticOf } from "./summary";

export type AlarmSettings = Omit<CloudWatchRequest<"PutMetricAlarm">, "Tags">;

export interface AlarmState {
  readonly value: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

/**
 * What an alarm's state is by the periods that are complete. Data that are missing are treated as the alarm says; unlike CloudWatch, which
 * looks further back for data that came late, only the evaluated periods count.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluate(
  alarm: AlarmSettings,
  current: AlarmState,
  store: MetricStore,
  now: number,
): AlarmState {
  const { EvaluationPeriods: periods, DatapointsToAlarm = periods, TreatMissingData = "missing" } = alarm;
  const values = lastValues(alarm, store, now);
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) {
    if (TreatMissingData === "ignore") return current;
    if (TreatMissingData === "missing") {
      return { value: "INSUFFICIENT_DATA", reason: `Insufficient Data: ${periods} datapoints were unknown.` };
    }
  }
  const breaching = values.filter((value) =>
    value === undefined ? TreatMissingData === "breaching" : breaches(value, alarm),
  ).length;
  const reason = `${breaching} of the last ${periods} datapoints [${present.join(", ")}] crossed the threshold (${alarm.Threshold}, ${alarm.ComparisonOperator}); ${DatapointsToAlarm} are needed for ALARM.`;
  return { value: breaching >= DatapointsToAlarm ? "ALARM" : "OK", reason };
}

/** The statistic in each of the last periods, which end with the last complete minute; `undefined` where there are no values. */
function lastValues(alarm: AlarmSettings, store: MetricStore, now: number): (number | undefined)[] {
  const { EvaluationPeriods: periods, Statistic, ExtendedStatistic } = alarm;
  const metric = metricOf(alarm.Namespace, alarm.MetricName, alarm.Dimensions);
  const minutes = alarm.Period / 60;
  const statistic = Statistic ?? ExtendedStatistic ?? "Average";
  const end = minuteOf(now);
  return Array.from({ length: periods }, (_, index) => {
    const until = end - (periods - 1 - index) * minutes;
    let summary = EMPTY;
    for (const minute of store.minutes(metric, until - minutes, until))
      summary = merged(summary, minute.summary);
    return summary.count === 0 ? undefined : statisticOf(summary, statistic);
  });
}

function breaches(value: number, { ComparisonOperator, Threshold }: AlarmSettings): boolean {
  switch (ComparisonOperator) {
    case "GreaterThanOrEqualToThreshold":
      return value >= Threshold;
    case "GreaterThanThreshold":
      return value > Threshold;
    case "LessThanThreshold":
      return value < Threshold;
    case "LessThanOrEqualToThreshold":
      return value <= Threshold;
  }
}
