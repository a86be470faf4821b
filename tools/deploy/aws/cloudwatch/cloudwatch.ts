import {
  CloudWatchClient,
  type GetMetricDataInput,
  type MetricDataQuery,
  paginateGetMetricData,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { paginated } from "../client/paginated";
import type { Metric, Point, Statistic } from "./metric";

/** Most queries per GetMetricData request. */
const QUERIES_AT_ONCE = 500;

/** A range of time for statistics. */
export interface Range {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Seconds, a multiple of 60. */
  readonly period: number;
}

/** Reads CloudWatch metrics. */
export class Metrics {
  readonly #client: CloudWatchClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new CloudWatchClient(clientOptions(connection));
    calls.watch(this.#client, "CloudWatch");
  }

  /**
   * The metrics of a namespace that had values in the last two weeks.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
   */
  async list(namespace: string, name?: string): Promise<Metric[]> {
    const input = { Namespace: namespace, MetricName: name };
    const pages = paginateListMetrics({ client: this.#client }, input);
    const metrics: Metric[] = [];
    for await (const { Metrics = [] } of paginated(pages, "CloudWatch.ListMetrics"))
      for (const { MetricName = "", Dimensions = [] } of Metrics) {
        const dimensions = Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
        metrics.push({ namespace, name: MetricName, dimensions });
      }
    return metrics;
  }

  /**
   * The points of each statistic, oldest first; periods without values are left out.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
   */
  async points(statistics: readonly Statistic[], range: Range): Promise<Point[][]> {
    const found: Point[][] = [];
    for (let from = 0; from < statistics.length; from += QUERIES_AT_ONCE) {
      found.push(...(await this.#batch(statistics.slice(from, from + QUERIES_AT_ONCE), range)));
    }
    return found;
  }

  async #batch(statistics: readonly Statistic[], { since, until, period }: Range): Promise<Point[][]> {
    const input: GetMetricDataInput = {
      MetricDataQueries: statistics.map((one, index) => query(one, `q${index}`, period)),
      StartTime: new Date(since),
      EndTime: new Date(until),
      ScanBy: "TimestampAscending",
    };
    const pages = paginateGetMetricData({ client: this.#client }, input);
    const found = statistics.map((): Point[] => []);
    for await (const { MetricDataResults = [] } of paginated(pages, "CloudWatch.GetMetricData"))
      for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults) {
        const points = found[Number(Id.slice(1))];
        for (const [index, time] of Timestamps.entries())
          points?.push({ time: time.getTime(), value: Values[index] ?? 0 });
      }
    return found;
  }
}

function query({ metric, statistic }: Statistic, Id: string, Period: number): MetricDataQuery {
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
  return { Id, MetricStat: { Metric, Period, Stat: statistic } };
}
