import { describe, expect, test } from "@jest/globals";
import { stack as everything } from "../fixtures/everything";
import { ofType, type Resource, serviceWith, synthesized } from "../synthesized.fixture";

const template = synthesized(everything);
const alarms = ofType(template, "AWS::CloudWatch::Alarm").map(([, alarm]) => alarm);

const metric = ({ Properties }: Resource): string =>
  `${Properties.Namespace} ${Properties.MetricName} ${JSON.stringify(Properties.Dimensions[0].Value)}`;

test("each part of a service is watched", () => {
  expect(alarms.map(metric).sort()).toMatchInlineSnapshot(`
[
  "AWS/ApiGateway 5xx {"Ref":"EverythingApi"}",
  "AWS/Lambda Errors {"Fn::Sub":"\${Environment}-everything"}",
  "AWS/Lambda Throttles {"Fn::Sub":"\${Environment}-everything"}",
  "AWS/SQS ApproximateAgeOfOldestMessage {"Fn::Sub":"\${Environment}-everything-order-captures"}",
  "AWS/SQS ApproximateAgeOfOldestMessage {"Fn::Sub":"\${Environment}-everything-plain"}",
  "AWS/SQS ApproximateNumberOfMessagesVisible {"Fn::Sub":"\${Environment}-everything-dead-letters"}",
  "AWS/SQS ApproximateNumberOfMessagesVisible {"Fn::Sub":"\${Environment}-everything-order-captures-dead-letters"}",
  "AWS/SQS ApproximateNumberOfMessagesVisible {"Fn::Sub":"\${Environment}-everything-plain-dead-letters"}",
]
`);
});

describe("each alarm", () => {
  test.each(alarms.map((alarm) => [metric(alarm), alarm] as const))("%s", (_, { Condition, Properties }) => {
    const notify = { "Fn::If": ["AlarmsNotify", [{ Ref: "AlarmTopicArn" }], { Ref: "AWS::NoValue" }] };
    expect(Condition).toBe("Monitored");
    expect(Properties).toMatchObject({
      AlarmActions: notify,
      OKActions: notify,
      TreatMissingData: "notBreaching",
      Period: 60,
    });
    // CloudWatch takes 1024 characters; names of environments and accounts can be longer than what stands for them.
    const description: string = Properties.AlarmDescription["Fn::Sub"];
    expect(description).toMatch(/\. First: (\.\/bazelw run \/\/services\/everything:logs -- |aws lambda )/);
    expect(description.length).toBeLessThan(800);
  });
});

test("the dashboard is text that CloudWatch can read, with charts that do not overlap", () => {
  const [[, dashboard] = []] = ofType(template, "AWS::CloudWatch::Dashboard");
  const [body, variables] = dashboard?.Properties.DashboardBody["Fn::Sub"] ?? [];
  expect(dashboard?.Condition).toBe("Monitored");
  expect(variables).toEqual({ HttpApiId: { Ref: "EverythingApi" } });
  const { widgets } = JSON.parse(body) as {
    widgets: { x: number; y: number; width: number; height: number }[];
  };
  const cells = widgets.flatMap(({ x, y, width, height }) => {
    expect(x + width).toBeLessThanOrEqual(24);
    return Array.from(
      { length: width * height },
      (_, n) => `${x + (n % width)},${y + Math.floor(n / width)}`,
    );
  });
  expect(new Set(cells).size).toBe(cells.length);
});

test("a dashboard whose metrics need no variables has none", () => {
  const [[, dashboard] = []] = ofType(
    serviceWith(() => undefined),
    "AWS::CloudWatch::Dashboard",
  );
  expect(typeof dashboard?.Properties.DashboardBody["Fn::Sub"]).toBe("string");
});
