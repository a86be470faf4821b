import type { MetricName } from "./datum";
import { metricOf } from "./metric-operations";
import { type MetricStore, minuteOf } from "./metric-store";
import type { CloudWatchRequest } from "./requests";
import { EMPTY, merged, statisticOf } from "./summary";

export type AlarmSettings = Omit<CloudWatchRequest<"PutMetricAlarm">, "Tags">;

export interface AlarmState {
  readonly value: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

/** The one metric that an alarm looks at. */
interface Watched {
  readonly metric: MetricName;
  /** Minutes. */
  readonly period: number;
  readonly statistic: string;
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
  const watched = watchedMetric(alarm);
  if (watched === undefined) {
    return { value: "INSUFFICIENT_DATA", reason: "The local account does not evaluate metric math." };
  }
  const { EvaluationPeriods: periods, DatapointsToAlarm = periods, TreatMissingData = "missing" } = alarm;
  const values = lastValues(watched, periods, store, now);
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

/** A metric of the alarm's own, or the one that a list of queries returns; `undefined` for metric math. */
function watchedMetric(alarm: AlarmSettings): Watched | undefined {
  const { Metrics, Namespace, MetricName, Dimensions, Period = 60, Statistic, ExtendedStatistic } = alarm;
  if (Metrics === undefined) {
    const statistic = Statistic ?? ExtendedStatistic ?? "Average";
    return { metric: metricOf(Namespace, MetricName, Dimensions), period: Period / 60, statistic };
  }
  const returned = Metrics.find(({ ReturnData }) => ReturnData !== false)?.MetricStat;
  if (returned === undefined) return undefined;
  const { Metric } = returned;
  return {
    metric: metricOf(Metric.Namespace, Metric.MetricName, Metric.Dimensions),
    period: returned.Period / 60,
    statistic: returned.Stat,
  };
}

/** The statistic in each of the last periods, which end with the last complete minute; `undefined` where there are no values. */
function lastValues(
  { metric, period, statistic }: Watched,
  periods: number,
  store: MetricStore,
  now: number,
): (number | undefined)[] {
  const end = minuteOf(now);
  return Array.from({ length: periods }, (_, index) => {
    const until = end - (periods - 1 - index) * period;
    let summary = EMPTY;
    for (const minute of store.minutes(metric, until - period, until))
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
