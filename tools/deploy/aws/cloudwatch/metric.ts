/** A CloudWatch metric. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A statistic of a metric. */
export interface Statistic {
  readonly metric: Metric;
  /** `Sum`, `Average`, `Maximum` or a percentile. */
  readonly statistic: string;
}

export interface Point {
  /** Beginning of the period, in milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
}
