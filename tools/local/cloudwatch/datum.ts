/** Names and values of dimensions. */
export type Dimensions = Readonly<Record<string, string>>;

/** What identifies a metric: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** Values of a metric that were measured at one time. */
export interface Datum extends MetricName {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly values: readonly number[];
}

/** The same text for the same metric, in whatever order its dimensions are named. */
export function metricKey({ namespace, name, dimensions }: MetricName): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
