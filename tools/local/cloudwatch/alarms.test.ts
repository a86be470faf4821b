import {
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { NOON, startCloudWatch, type TestCloudWatch } from "./cloudwatch.fixture";

const MINUTE = 60_000;

let cloudWatch: TestCloudWatch;

beforeEach(async () => {
  cloudWatch = await startCloudWatch();
});

afterEach(() => cloudWatch.close());

const errors = (minute: number, value: number) =>
  cloudWatch.api.record([
    {
      namespace: "AWS/Lambda",
      name: "Errors",
      dimensions: { FunctionName: "local-orders" },
      timestamp: NOON + minute * MINUTE,
      values: [value],
    },
  ]);

const put = (change: Partial<PutMetricAlarmCommandInput> = {}) =>
  cloudWatch.client.send(
    new PutMetricAlarmCommand({
      AlarmName: "errors",
      Namespace: "AWS/Lambda",
      MetricName: "Errors",
      Dimensions: [{ Name: "FunctionName", Value: "local-orders" }],
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      ...change,
    }),
  );

const state = async () => {
  const { MetricAlarms = [] } = await cloudWatch.client.send(
    new DescribeAlarmsCommand({ AlarmNames: ["errors"] }),
  );
  return MetricAlarms[0]?.StateValue;
};

describe("an alarm", () => {
  it("needs so many of the last complete periods", async () => {
    await put();
    expect(await state()).toBe("INSUFFICIENT_DATA");
    errors(0, 1);
    errors(1, 0);
    errors(2, 5);
    cloudWatch.clock = NOON + 2 * MINUTE;
    expect(await state()).toBe("OK");
    cloudWatch.clock = NOON + 3 * MINUTE;
    expect(await state()).toBe("ALARM");
    cloudWatch.clock = NOON + 4 * MINUTE;
    expect(await state()).toBe("OK");
  });

  it.each([
    ["notBreaching", "OK"],
    ["breaching", "ALARM"],
    ["missing", "INSUFFICIENT_DATA"],
    ["ignore", "INSUFFICIENT_DATA"],
  ])("treats missing data as %s: %s", async (TreatMissingData, expected) => {
    await put({ TreatMissingData });
    expect(await state()).toBe(expected);
  });

  it("keeps the state that it has where missing data are ignored", async () => {
    await put({ TreatMissingData: "ignore", EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    errors(0, 1);
    cloudWatch.clock = NOON + MINUTE;
    expect(await state()).toBe("ALARM");
    cloudWatch.clock = NOON + 2 * MINUTE;
    expect(await state()).toBe("ALARM");
  });

  it.each([
    ["more datapoints than periods", { EvaluationPeriods: 2, DatapointsToAlarm: 3 }],
    ["more than a day of minutes", { Period: 60, EvaluationPeriods: 1441 }],
    ["more than a week of hours", { Period: 3600, EvaluationPeriods: 169 }],
  ])("must not look at %s", async (_, settings) => {
    await expect(put(settings)).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("must have a metric", async () => {
    // What the SDK makes of the old code ValidationError.
    await expect(put({ MetricName: undefined })).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("with metric math is refused by name", async () => {
    const Metrics = [{ Id: "rate", Expression: "100 * errors / invocations" }];
    await expect(put({ Metrics })).rejects.toThrow(/does not support Metrics/);
  });
});
