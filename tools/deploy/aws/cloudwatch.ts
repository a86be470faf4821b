import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { Metric, Point, Series } from "../signals/series";
import type { CallCounter } from "./calls";
import { type Connection, clientOptions } from "./connection";
import { translate } from "./failure";

/** GetMetricData takes so many queries at once. */
const QUERIES_AT_ONCE = 500;

/** What is asked of a series, in a range of time. */
export interface Range {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Seconds, a multiple of 60. */
  readonly period: number;
}

/** CloudWatch metrics, as far as reading goes. */
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
    const metrics: Metric[] = [];
    let NextToken: string | undefined;
    try {
      do {
        const page = await this.#client.send(
          new ListMetricsCommand({
            Namespace: namespace,
            ...(name === undefined ? {} : { MetricName: name }),
            NextToken,
          }),
        );
        for (const { MetricName = "", Dimensions = [] } of page.Metrics ?? []) {
          const dimensions = Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
          metrics.push({ namespace, name: MetricName, dimensions });
        }
        NextToken = page.NextToken;
      } while (NextToken);
      return metrics;
    } catch (error) {
      throw translate(error, "CloudWatch.ListMetrics");
    }
  }

  /**
   * The points of each series, oldest first; periods without values are left out.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
   */
  async points(series: readonly Series[], range: Range): Promise<Point[][]> {
    const found: Point[][] = [];
    for (let from = 0; from < series.length; from += QUERIES_AT_ONCE) {
      found.push(...(await this.#batch(series.slice(from, from + QUERIES_AT_ONCE), range)));
    }
    return found;
  }

  async #batch(series: readonly Series[], { since, until, period }: Range): Promise<Point[][]> {
    const MetricDataQueries = series.map((one, index) => query(one, `q${index}`, period));
    const found = series.map((): Point[] => []);
    let NextToken: string | undefined;
    try {
      do {
        const page = await this.#client.send(
          new GetMetricDataCommand({
            MetricDataQueries,
            StartTime: new Date(since),
            EndTime: new Date(until),
            ScanBy: "TimestampAscending",
            ...(NextToken === undefined ? {} : { NextToken }),
          }),
        );
        for (const { Id = "", Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
          const points = found[Number(Id.slice(1))];
          for (const [index, time] of Timestamps.entries())
            points?.push({ time: time.getTime(), value: Values[index] ?? 0 });
        }
        NextToken = page.NextToken;
      } while (NextToken);
      return found;
    } catch (error) {
      throw translate(error, "CloudWatch.GetMetricData");
    }
  }
}

function query({ metric, statistic }: Series, Id: string, Period: number): MetricDataQuery {
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
  return { Id, MetricStat: { Metric, Period, Stat: statistic } };
}
