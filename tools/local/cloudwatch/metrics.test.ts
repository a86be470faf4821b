import { GetMetricDataCommand, ListMetricsCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { connection } from "../testing/client.fixture";
import { signedFetch } from "../testing/signed-fetch/signed-fetch";
import { NOON, startCloudWatch, type TestCloudWatch } from "./cloudwatch.fixture";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let cloudWatch: TestCloudWatch;

beforeEach(async () => {
  cloudWatch = await startCloudWatch();
});

afterEach(() => cloudWatch.close());

const dimensions = [{ Name: "service", Value: "orders" }];

/** Values of `Latency`, some minutes after noon. */
const measure = (minutes: number, ...values: number[]) =>
  cloudWatch.api.record([
    {
      namespace: "ferry/local",
      name: "Latency",
      dimensions: { service: "orders" },
      timestamp: NOON + minutes * MINUTE,
      values,
    },
  ]);

const query = (Id: string, Stat: string, Period = 60): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace: "ferry/local", MetricName: "Latency", Dimensions: dimensions },
    Period,
    Stat,
  },
});

const ask = async (...MetricDataQueries: MetricDataQuery[]) => {
  const { MetricDataResults = [] } = await cloudWatch.client.send(
    new GetMetricDataCommand({
      MetricDataQueries,
      StartTime: new Date(NOON),
      EndTime: new Date(NOON + 10 * MINUTE),
      ScanBy: "TimestampAscending",
    }),
  );
  return Object.fromEntries(
    MetricDataResults.map(({ Id = "", Values, Timestamps }) => [Id, { Values, Timestamps }]),
  );
};

describe("GetMetricData", () => {
  it("gives each statistic of the minutes that have values", async () => {
    measure(0, 10, 20, 30);
    measure(2, ...Array.from({ length: 100 }, (_, index) => index + 1));
    const answer = await ask(
      query("sum", "Sum"),
      query("average", "Average"),
      query("least", "Minimum"),
      query("most", "Maximum"),
      query("count", "SampleCount"),
      query("p50", "p50"),
      query("p99", "p99"),
    );
    expect(answer.sum?.Timestamps).toEqual([new Date(NOON), new Date(NOON + 2 * MINUTE)]);
    expect(Object.fromEntries(Object.entries(answer).map(([id, { Values }]) => [id, Values]))).toEqual({
      sum: [60, 5050],
      average: [20, 50.5],
      least: [10, 1],
      most: [30, 100],
      count: [3, 100],
      p50: [20, 50],
      p99: [30, 99],
    });
  });

  it("puts minutes together into periods of the clock", async () => {
    measure(1, 1);
    measure(4, 2);
    measure(5, 4);
    expect((await ask(query("sum", "Sum", 300))).sum).toEqual({
      Timestamps: [new Date(NOON), new Date(NOON + 5 * MINUTE)],
      Values: [3, 4],
    });
  });

  it("reads gauges when it is asked", async () => {
    let visible = 7;
    cloudWatch.api.addGauge(() => [
      {
        namespace: "AWS/SQS",
        name: "Visible",
        dimensions: {},
        timestamp: cloudWatch.clock,
        values: [visible],
      },
    ]);
    const Metric = { Namespace: "AWS/SQS", MetricName: "Visible" };
    const most = { Id: "most", MetricStat: { Metric, Period: 60, Stat: "Maximum" } };
    expect((await ask(most)).most?.Values).toEqual([7]);
    visible = 9;
    expect((await ask(most)).most?.Values).toEqual([9]);
  });

  it.each([
    [{ Id: "math", Expression: "a / b" }, /does not support .*Expression/],
    [query("tm", "TM(10%:90%)"), /Stat.*failed to satisfy constraint|stat' failed/i],
    [query("short", "Sum", 10), /period/],
  ])("refuses %j by name", async (refused, message) => {
    await expect(ask(refused)).rejects.toThrow(message);
  });
});

describe("metrics", () => {
  it("are listed by namespace, name and dimensions", async () => {
    measure(0, 1);
    const other = { namespace: "other", name: "Latency", dimensions: {}, timestamp: NOON, values: [1] };
    cloudWatch.api.record([other]);
    const list = (input: object) => cloudWatch.client.send(new ListMetricsCommand(input));
    expect((await list({})).Metrics).toHaveLength(2);
    expect((await list({ Namespace: "ferry/local", Dimensions: [{ Name: "service" }] })).Metrics).toEqual([
      { Namespace: "ferry/local", MetricName: "Latency", Dimensions: dimensions },
    ]);
    expect((await list({ Dimensions: [{ Name: "service", Value: "payments" }] })).Metrics).toEqual([]);
  });

  it("are kept over a restart, and for three days", async () => {
    measure(1, 5);
    const { stateFolder } = cloudWatch;
    await cloudWatch.close(true);
    cloudWatch = await startCloudWatch(stateFolder);
    expect((await ask(query("sum", "Sum"))).sum?.Values).toEqual([5]);
    measure(-4 * 24 * 60, 1);
    cloudWatch.clock = NOON + 4 * DAY;
    expect((await cloudWatch.client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });
});

it("passes over what is logged with a time far ahead", async () => {
  const datum = { namespace: "n", name: "m", dimensions: {}, values: [1] };
  cloudWatch.api.record([{ ...datum, timestamp: NOON * 1000 }]);
  expect((await cloudWatch.api.listMetrics()).Metrics).toEqual([]);
});

it("refuses what it does not support, and clients of other protocols, by name", async () => {
  const post = async (path: string, headers: Record<string, string>) => {
    const request = { service: "monitoring", method: "POST", path, headers, body: "{}" };
    const answer = await signedFetch(connection(cloudWatch.endpoint), request);
    return `${answer.status} ${await answer.text()}`;
  };
  const target = "GraniteServiceVersion20100801.PutAnomalyDetector";
  expect(await post("/", { "x-amz-target": target })).toMatch(/^400 .*operation PutAnomalyDetector/);
  expect(
    await post("/service/GraniteServiceVersion20100801/operation/ListMetrics", {
      "smithy-protocol": "rpc-v2-cbor",
    }),
  ).toMatch(/^400 .*JSON protocol only/);
});
