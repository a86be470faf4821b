import type { AwsSession } from "../../aws/session";
import { FerryError } from "../../error";
import type { PlacedService } from "../../plan/names";
import { deadLetters } from "../../telemetry/metrics/dead-letters";
import { readPeriod, usualPeriod } from "../../telemetry/metrics/period";
import {
  type Available,
  type Measured,
  type Periods,
  QUEUE_METRICS,
  type Series,
  type ServiceResources,
  seriesOf,
  total,
} from "../../telemetry/metrics/series";
import { readSince } from "../../telemetry/since";
import { sinceOption } from "../options";
import { namedServices } from "../run/load-services";
import { type Extra, runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

/** What CloudWatch takes in one answer of a series. */
const MOST_PERIODS = 1440;

export const metrics = defineVerb({
  name: "metrics",
  description: "chart the metrics of functions, services and queues",
  more: "See [metrics](observability.md#metrics).",
  options: {
    since: sinceOption("1h"),
    period: {
      value: "<duration>",
      description: "length of one point: 1m, 5m, 1h (default: such that a line has at most 60)",
      more: "In whole minutes.",
    },
    metric: {
      value: "<name>",
      description: "only this metric, in full: errors, Duration, OrdersPlaced, …",
      more: "By its label or by CloudWatch's name.",
    },
  },
  services: namedServices,
  interruption: "exit",
  run: (options, launch): Promise<number> =>
    runVerb(metrics, options, launch, async ({ context, outcomes, reporter }) => {
      const { session, environment } = context;
      const range = readRange(options.since, options.period);
      const resources = outcomes.map(({ desired }) => resourcesOf(desired));
      const available = await choices(session, environment.name);
      const all = resources.flatMap((one) => seriesOf(one, available, resources));
      const wanted = options.metric === undefined ? all : chosen(all, options.metric);
      const points = await session.metrics.points(wanted, range);
      const measured = wanted.map((series, index): Measured => ({ ...series, points: points[index] ?? [] }));
      reporter.metrics(measured, range, options.metric !== undefined);
      const place = { ...environment, endpoint: session.connection.endpoint };
      for (const letters of deadLetters(measured, range, resources)) reporter.deadLetters(letters, place);
      return report(measured, range);
    }),
});

function readRange(text: string, periodText: string | undefined): Periods {
  const until = Date.now();
  const since = readSince(text, until);
  const period = periodText === undefined ? usualPeriod(until - since) : readPeriod(periodText);
  if (since >= until)
    throw new FerryError("UsageInvalid", `${text} is not in the past`, {
      next: "give --since a time that has passed",
    });
  if ((until - since) / 1000 / period <= MOST_PERIODS) return { since, until, period };
  throw new FerryError(
    "UsageInvalid",
    `there are more than ${MOST_PERIODS} periods of ${period} s since ${text}`,
    {
      next: "give a longer --period, or a shorter --since",
    },
  );
}

/** Physical names of a service's queues begin with that of its stack: `<environment>-<service>-`. */
function resourcesOf({ service, stack, functions }: PlacedService): ServiceResources {
  return { service, functions: functions.map(({ name }) => name), queuePrefix: `${stack.name}-` };
}

async function choices(session: AwsSession, environment: string): Promise<Available> {
  const [custom, ...queues] = await Promise.all([
    session.metrics.list(`ferry/${environment}`),
    ...QUEUE_METRICS.map((name) => session.metrics.list("AWS/SQS", name)),
  ]);
  return { custom, queues: queues.flat() };
}

/** By the label, or by the name that CloudWatch has for it. */
function chosen(all: readonly Series[], name: string): Series[] {
  const found = all.filter(({ label, metric }) => label === name || metric.name === name);
  if (found.length > 0) return found;
  const names = [...new Set(all.map(({ metric }) => metric.name))];
  throw new FerryError("UsageInvalid", `there is no metric "${name}"`, {
    next: `choose one of ${names.join(", ")}`,
  });
}

function report(measured: readonly Measured[], { since, until, period }: Periods): Extra {
  return {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    period,
    metrics: measured.map((one) => ({
      service: one.service,
      label: one.label,
      ...one.metric,
      statistic: one.statistic,
      total: total(one) ?? null,
      points: one.points.map(({ time, value }) => [new Date(time).toISOString(), value]),
    })),
  };
}
