import { describe, expect, it } from "@jest/globals";
import type { Metric } from "../../aws/cloudwatch/metric";
import { readPeriod, usualPeriod } from "./period";
import { type Measured, seriesOf, total, values } from "./series";

const queue = (QueueName: string, name = "ApproximateNumberOfMessagesVisible"): Metric => ({
  namespace: "AWS/SQS",
  name,
  dimensions: { QueueName },
});

const resources = (service: string) => ({
  service,
  functions: [`local-${service}`],
  queuePrefix: `local-${service}-`,
});

describe("the series of a service", () => {
  it("are those of its functions, of itself and of its queues, not those of others", () => {
    const custom = ["orders", "payments"].map((service) => ({
      namespace: "ferry/local",
      name: "ColdStart",
      dimensions: { service },
    }));
    const queues = [
      queue("local-orders-messages-dead-letters"),
      queue("local-orders-messages"),
      queue("local-orders-archive-messages"),
      queue("local-orders-messages", "NumberOfEmptyReceives"),
    ];
    const others = [resources("orders"), resources("orders-archive")];
    expect(seriesOf(resources("orders"), { custom, queues }, others).map(({ label }) => label)).toEqual([
      "invocations",
      "errors",
      "throttles",
      "duration p50",
      "duration p99",
      "cold starts",
      "messages-dead-letters: messages",
      "messages: messages",
    ]);
  });
});

const measured = (statistic: string, ...points: [time: number, value: number][]) =>
  ({ statistic, points: points.map(([time, value]) => ({ time, value })) }) as unknown as Measured;

const range = { since: 61_000, until: 190_000, period: 60 };

describe("the course of a series", () => {
  it("has a value for each period of the clock; what is counted was not there where there is none", () => {
    expect(values(measured("Sum", [120_000, 3]), range)).toEqual([0, 3, 0]);
    expect(values(measured("p99", [120_000, 3]), range)).toEqual([undefined, 3, undefined]);
  });

  it("comes to a sum, or to the greatest of what cannot be added", () => {
    expect(total(measured("Sum", [0, 1], [60_000, 2]))).toBe(3);
    expect(total(measured("Maximum", [0, 1], [60_000, 2]))).toBe(2);
    expect(total(measured("p99"))).toBeUndefined();
  });
});

describe("periods", () => {
  it.each([
    [15 * 60_000, 60],
    [60 * 60_000, 60],
    [24 * 60 * 60_000, 3600],
    [365 * 24 * 60 * 60_000, 86_400],
  ])("make a line of %d ms by %d s", (time, period) => {
    expect(usualPeriod(time)).toBe(period);
  });

  it("are given in whole minutes", () => {
    expect(readPeriod("5m")).toBe(300);
    for (const text of ["30s", "0m", "5", "x"]) expect(() => readPeriod(text)).toThrow(/is not a period/);
  });
});
