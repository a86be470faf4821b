import type { Datum } from "./datum";

/** What is kept of all values of a metric in one minute. */
export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** How often each value was measured, values rounded to `DIGITS`: percentiles are read off it. */
  readonly values: Readonly<Record<string, number>>;
}

/** Digits of a value in the distribution, which bounds its size. A percentile is off by half a percent at most. */
const DIGITS = 3;

export const EMPTY: Summary = {
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  values: {},
};

/**
 * What there is once the datum is added. The distribution is changed in place: it may have a thousand values, and this is done several times for
 * each invocation.
 * @param summary is of no use any more; undefined for nothing yet
 */
export function withDatum(summary: Summary | undefined, { values }: Datum): Summary {
  let { count, sum, min, max } = summary ?? EMPTY;
  const distribution: Record<string, number> = summary?.values ?? {};
  for (const value of values) {
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    const rounded = Number(value.toPrecision(DIGITS));
    distribution[rounded] = (distribution[rounded] ?? 0) + 1;
  }
  return { count, sum, min, max, values: distribution };
}

export function merged(a: Summary, b: Summary): Summary {
  const values = { ...a.values };
  for (const [value, times] of Object.entries(b.values)) values[value] = (values[value] ?? 0) + times;
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    values,
  };
}

/** `SampleCount`, `Average`, `Sum`, `Minimum`, `Maximum`, or a percentile such as `p99` and `p99.9`. */
export const STATISTIC = /^(SampleCount|Average|Sum|Minimum|Maximum|p(\d{1,2}(\.\d+)?|100))$/;

/** @param statistic as `STATISTIC` has it */
export function statisticOf(summary: Summary, statistic: string): number {
  switch (statistic) {
    case "SampleCount":
      return summary.count;
    case "Average":
      return summary.sum / summary.count;
    case "Sum":
      return summary.sum;
    case "Minimum":
      return summary.min;
    case "Maximum":
      return summary.max;
    default:
      return percentile(summary, Number(statistic.slice(1)));
  }
}

/** The least value that so many per cent of all values do not exceed. */
function percentile({ count, min, max, values }: Summary, percent: number): number {
  const sorted = Object.entries(values)
    .map(([value, times]): [number, number] => [Number(value), times])
    .sort(([a], [b]) => a - b);
  let seen = 0;
  for (const [value, times] of sorted) {
    seen += times;
    // Rounded values may lie beside the range of those that were measured.
    if (seen >= (count * percent) / 100) return Math.min(Math.max(value, min), max);
  }
  return max;
}
