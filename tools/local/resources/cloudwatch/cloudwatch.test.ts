import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TestAccount } from "../../cloudformation/account.fixture";

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

/** As platform/constructs emits them. */
const monitored = (threshold: string, body: object) => ({
  Parameters: { Topic: { Type: "String", Default: "" } },
  Conditions: { Notifies: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "Topic" }, ""] }] } },
  Resources: {
    Errors: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        AlarmName: "local-orders-errors",
        Namespace: "AWS/Lambda",
        MetricName: "Errors",
        Dimensions: [{ Name: "FunctionName", Value: "local-orders" }],
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: "5",
        DatapointsToAlarm: 3,
        Threshold: threshold,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        TreatMissingData: "notBreaching",
        AlarmActions: { "Fn::If": ["Notifies", [{ Ref: "Topic" }], { Ref: "AWS::NoValue" }] },
        Tags: [{ Key: "own", Value: "1" }],
      },
    },
    Dashboard: {
      Type: "AWS::CloudWatch::Dashboard",
      Properties: { DashboardName: "local-orders", DashboardBody: JSON.stringify(body) },
    },
  },
  Outputs: {
    Alarm: { Value: { "Fn::GetAtt": ["Errors", "Arn"] } },
    Dashboard: { Value: { Ref: "Dashboard" } },
  },
});

const alarms = async () => (await account.services.cloudWatch.describeAlarms()).MetricAlarms ?? [];

describe("AWS::CloudWatch", () => {
  it("makes, changes and deletes an alarm and a dashboard", async () => {
    const { cloudWatch } = account.services;
    const created = await account.create("orders", monitored("1", { widgets: [] }));
    expect([created.StackStatus, created.StackStatusReason]).toEqual(["CREATE_COMPLETE", undefined]);
    const arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:local-orders-errors";
    expect(created.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual([arn, "local-orders"]);
    expect(await alarms()).toMatchObject([
      { AlarmName: "local-orders-errors", Threshold: 1, StateValue: "OK" },
    ]);

    await account.update("orders", monitored("2.5", { widgets: [1] }), {
      Tags: [{ Key: "stack", Value: "2" }],
    });
    expect(await alarms()).toMatchObject([{ Threshold: 2.5, EvaluationPeriods: 5, AlarmActions: [] }]);
    const { Tags } = await cloudWatch.listTagsForResource({ ResourceARN: arn });
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: "own", Value: "1" },
        { Key: "stack", Value: "2" },
      ]),
    );
    expect(await cloudWatch.getDashboard({ DashboardName: "local-orders" })).toMatchObject({
      DashboardBody: '{"widgets":[1]}',
    });

    await account.update("orders", {
      Resources: { Rest: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
    });
    expect(await alarms()).toEqual([]);
    expect((await cloudWatch.listDashboards()).DashboardEntries).toEqual([]);
  });

  it("does not take over an alarm or a dashboard of the same name", async () => {
    await account.create("first", monitored("1", {}));
    const second = await account.create("second", monitored("2", {}), { DisableRollback: true });
    expect(second.StackStatus).toBe("CREATE_FAILED");
    expect(await alarms()).toMatchObject([{ Threshold: 1 }]);
  });
});
