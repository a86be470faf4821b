import type * as Sdk from "@aws-sdk/client-cloudwatch";
import type { MetricName } from "./datum";
import { type MetricStore, minuteOf, type StoredMetric } from "./metric-store";
import { type CloudWatchRequest, refusal } from "./requests";
import { EMPTY, merged, type Summary, statisticOf } from "./summary";

const MINUTE = 60_000;

/** ListMetrics answers so many at once. */
const PAGE = 500;

/** What was measured within one period. */
interface Bucket {
  /** Its beginning, in milliseconds since the epoch. */
  readonly start: number;
  readonly summary: Summary;
}

export function getMetricData(
  store: MetricStore,
  { MetricDataQueries, StartTime, EndTime, ScanBy }: CloudWatchRequest<"GetMetricData">,
): Sdk.GetMetricDataOutput {
  if (StartTime >= EndTime)
    throw refusal("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
  const MetricDataResults = MetricDataQueries.map(({ Id, Label, MetricStat }) => {
    const { Metric, Period, Stat } = MetricStat;
    const metric = metricOf(Metric.Namespace, Metric.MetricName, Metric.Dimensions);
    const found = buckets(store, metric, StartTime, EndTime, Period);
    if (ScanBy !== "TimestampAscending") found.reverse();
    return {
      Id,
      Label: Label ?? metric.name,
      Timestamps: found.map(({ start }) => new Date(start)),
      Values: found.map(({ summary }) => statisticOf(summary, Stat)),
      StatusCode: "Complete" as const,
    };
  });
  return { MetricDataResults, Messages: [] };
}

export function listMetrics(
  metrics: readonly StoredMetric[],
  { Namespace, MetricName, Dimensions = [], RecentlyActive, NextToken }: CloudWatchRequest<"ListMetrics">,
  now: number,
): Sdk.ListMetricsOutput {
  const since = RecentlyActive === undefined ? 0 : minuteOf(now) - 3 * 60;
  const matching = metrics.filter(
    ({ namespace, name, dimensions, newest }) =>
      (Namespace ?? namespace) === namespace &&
      (MetricName ?? name) === name &&
      newest >= since &&
      Dimensions.every(
        ({ Name, Value }) =>
          Object.hasOwn(dimensions, Name) && (Value === undefined || Value === dimensions[Name]),
      ),
  );
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from))
    throw refusal("InvalidParameterValue", "The value for parameter NextToken is not valid.");
  const Metrics = matching.slice(from, from + PAGE).map(({ namespace, name, dimensions }) => ({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  return { Metrics, ...(matching.length > from + PAGE && { NextToken: String(from + PAGE) }) };
}

/**
 * The periods that have values, in their order. Periods are those of the clock: of five minutes, those that begin at :00, :05 and so on.
 * @param start milliseconds since the epoch
 * @param end milliseconds since the epoch; what begins then is not in it
 * @param seconds a multiple of 60
 */
function buckets(
  store: MetricStore,
  metric: MetricName,
  start: number,
  end: number,
  seconds: number,
): Bucket[] {
  const length = seconds * 1000;
  const first = Math.floor(start / length) * length;
  const summaries = new Map<number, Summary>();
  for (const { minute, summary } of store.minutes(metric, minuteOf(first), Math.ceil(end / MINUTE))) {
    const bucket = Math.floor((minute * MINUTE) / length) * length;
    summaries.set(bucket, merged(summaries.get(bucket) ?? EMPTY, summary));
  }
  return [...summaries].map(([bucket, summary]) => ({ start: bucket, summary }));
}

/** @throws AwsError where it has no name or no namespace */
export function metricOf(
  namespace: string | undefined,
  name: string | undefined,
  dimensions: readonly { readonly Name: string; readonly Value: string }[] = [],
): MetricName {
  if (namespace === undefined || name === undefined) {
    throw refusal("ValidationError", "A metric must have a Namespace and a MetricName.");
  }
  return {
    namespace,
    name,
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}
