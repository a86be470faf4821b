import type { Metric, Point, Statistic } from "../../aws/cloudwatch/metric";
import { own } from "../../json/own";

/** A statistic of a metric of one service, over time. */
export interface Series extends Statistic {
  readonly service: string;
  /** What it is called for people: `errors`, `duration p99`, `OrdersPlaced`, `captures: messages`. */
  readonly label: string;
  readonly unit: "count" | "ms" | "s" | "";
}

/** A series with what was measured. */
export interface Measured extends Series {
  /** Oldest first; periods without values are left out. */
  readonly points: readonly Point[];
}

/** A service and its functions, by their physical names. */
export interface ServiceResources {
  readonly service: string;
  readonly functions: readonly string[];
  /** What the names of its queues begin with: `local-payments-`. */
  readonly queuePrefix: string;
}

/** Metrics that the namespace of the environment holds, and those of its queues: what there is to choose from. */
export interface Available {
  readonly custom: readonly Metric[];
  readonly queues: readonly Metric[];
}

const LAMBDA = "AWS/Lambda";

/** What Lambda measures of each function. */
const OF_FUNCTIONS: readonly (readonly [
  label: string,
  name: string,
  statistic: string,
  unit: Series["unit"],
])[] = [
  ["invocations", "Invocations", "Sum", "count"],
  ["errors", "Errors", "Sum", "count"],
  ["throttles", "Throttles", "Sum", "count"],
  ["duration p50", "Duration", "p50", "ms"],
  ["duration p99", "Duration", "p99", "ms"],
];

/** The standard metric of the platform's runtime for a start of an execution environment. */
const COLD_START = "ColdStart";

/** Names of metrics whose sum says nothing. */
const MEASURE = /(Duration|Latency|Time|Age|Size|Bytes|Percent|Ratio)$/;

const OF_QUEUES: Readonly<Record<string, readonly [label: string, unit: Series["unit"]]>> = {
  ApproximateNumberOfMessagesVisible: ["messages", "count"],
  ApproximateAgeOfOldestMessage: ["oldest message", "s"],
};

/** What SQS measures of queues, as far as it is shown. */
export const QUEUE_METRICS: readonly string[] = Object.keys(OF_QUEUES);

/** All series of a service: of its functions, its own metrics, and its queues with their dead letters. */
export function seriesOf(
  resources: ServiceResources,
  { custom, queues }: Available,
  others: readonly ServiceResources[],
): Series[] {
  const { service, functions, queuePrefix } = resources;
  const lambda = functions.flatMap((name) =>
    OF_FUNCTIONS.map(([label, metric, statistic, unit]): Series => {
      const prefix = functions.length > 1 ? `${name}: ` : "";
      const dimensions = { FunctionName: name };
      return {
        service,
        label: `${prefix}${label}`,
        metric: { namespace: LAMBDA, name: metric, dimensions },
        statistic,
        unit,
      };
    }),
  );
  const measured = custom
    .filter(({ dimensions }) => dimensions.service === service)
    .map((one) => ownSeries(service, one));
  // A service whose name begins with another's has queues that do so as well.
  const longer = others
    .map((other) => other.queuePrefix)
    .filter((prefix) => prefix.length > queuePrefix.length);
  const queueSeries = queues.flatMap((metric): Series[] => {
    const { QueueName = "" } = metric.dimensions;
    const [label, unit] = own(OF_QUEUES, metric.name) ?? [];
    if (label === undefined || unit === undefined || !QueueName.startsWith(queuePrefix)) return [];
    if (longer.some((prefix) => QueueName.startsWith(prefix))) return [];
    const text = `${QueueName.slice(queuePrefix.length)}: ${label}`;
    return [{ service, label: text, metric, statistic: "Maximum", unit }];
  });
  return [...lambda, ...measured, ...queueSeries.sort((a, b) => (a.label < b.label ? -1 : 1))];
}

function ownSeries(service: string, metric: Metric): Series {
  const more = Object.entries(metric.dimensions).filter(([name]) => name !== "service");
  const suffix = more.length === 0 ? "" : ` (${more.map(([name, value]) => `${name}=${value}`).join(", ")})`;
  const cold = metric.name === COLD_START;
  const measure = MEASURE.test(metric.name);
  return {
    service,
    label: cold ? "cold starts" : `${metric.name}${suffix}`,
    metric,
    statistic: measure ? "Average" : "Sum",
    unit: measure ? "" : "count",
  };
}

/** One number for the whole time: the sum of sums, the greatest of all else. */
export function total({ statistic, points }: Measured): number | undefined {
  const values = points.map(({ value }) => value);
  if (statistic === "Sum") return values.reduce((sum, value) => sum + value, 0);
  return values.length === 0 ? undefined : Math.max(...values);
}

/** The newest value; of what is counted, nothing was when there is none. */
export function latest({ statistic, points }: Measured, range: Periods): number | undefined {
  const last = points.at(-1);
  if (last !== undefined && last.time >= startOf(range.until, range.period)) return last.value;
  return statistic === "Sum" ? 0 : undefined;
}

/** Times in milliseconds since the epoch, the period in seconds. */
export interface Periods {
  readonly since: number;
  readonly until: number;
  readonly period: number;
}

/** The value of each period of the range in its order; `undefined` for none, and 0 where there is nothing to count. */
export function values(
  { statistic, points }: Measured,
  { since, until, period }: Periods,
): (number | undefined)[] {
  const found = new Map(points.map(({ time, value }) => [time, value]));
  const nothing = statistic === "Sum" ? 0 : undefined;
  const all: (number | undefined)[] = [];
  for (let time = startOf(since, period); time <= startOf(until, period); time += period * 1000) {
    all.push(found.get(time) ?? nothing);
  }
  return all;
}

function startOf(time: number, period: number): number {
  const length = period * 1000;
  return Math.floor(time / length) * length;
}
