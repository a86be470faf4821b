import { expect, test } from "@jest/globals";
import { parseTemplate } from "../../template/template";
import { idleCost } from "./idle-cost";

const alarm = { Type: "AWS::CloudWatch::Alarm", Condition: "Monitored", Properties: { Period: 60 } };

function cost(resources: object, parameters: Record<string, string> = {}, region = "us-east-1") {
  const text = JSON.stringify({
    Parameters: { Monitoring: { Type: "String", Default: "true" } },
    Conditions: { Monitored: { "Fn::Equals": [{ Ref: "Monitoring" }, "true"] } },
    Resources: resources,
  });
  return idleCost({ template: parseTemplate(text, "the template"), parameters }, region);
}

test("what costs nothing unless it is used adds nothing", () => {
  expect(
    cost({
      Role: { Type: "AWS::IAM::Role" },
      Function: { Type: "AWS::Lambda::Function" },
      Queue: { Type: "AWS::SQS::Queue" },
      Table: { Type: "AWS::DynamoDB::Table", Properties: { BillingMode: "PAY_PER_REQUEST" } },
      Gateway: { Type: "AWS::EC2::VPCEndpoint", Properties: { VpcEndpointType: "Gateway" } },
    }),
  ).toEqual({ usd: 0, unpriced: [] });
});

test("alarms and dashboards cost money where the parameters leave them in", () => {
  const resources = {
    One: alarm,
    Ratio: {
      ...alarm,
      Properties: { Metrics: [{ Expression: "a/b" }, { MetricStat: {} }, { MetricStat: {} }] },
    },
    Fast: { ...alarm, Properties: { Period: 10 } },
    Dashboard: { Type: "AWS::CloudWatch::Dashboard", Condition: "Monitored" },
  };
  expect(cost(resources, { Monitoring: "true" }).usd).toBe(3.6);
  expect(cost(resources, { Monitoring: "false" }).usd).toBe(0);
});

test("a queue that Lambda polls costs 650,000 requests, another source none", () => {
  const mapping = (EventSourceArn: unknown, more = {}) => ({
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: { EventSourceArn, ...more },
  });
  const resources = {
    Queue: { Type: "AWS::SQS::Queue" },
    Table: { Type: "AWS::DynamoDB::Table", Properties: { BillingMode: "PAY_PER_REQUEST" } },
    Stream: mapping({ "Fn::GetAtt": ["Table", "StreamArn"] }),
    Off: mapping({ "Fn::GetAtt": ["Queue", "Arn"] }, { Enabled: false }),
  };
  expect(cost(resources).usd).toBe(0);
  expect(cost({ ...resources, Polled: mapping({ "Fn::GetAtt": ["Queue", "Arn"] }) }).usd).toBe(0.26);
  expect(cost({ Polled: mapping("arn:aws:sqs:us-east-1:000000000000:other") }).usd).toBe(0.26);
});

test("a schedule costs as often as it fires", () => {
  const schedule = (ScheduleExpression: string) => ({
    Tick: { Type: "AWS::Scheduler::Schedule", Properties: { ScheduleExpression } },
  });
  expect(cost(schedule("rate(1 minute)")).usd).toBe(0.06);
  expect(cost(schedule("cron(0 6 * * ? *)")).usd).toBe(0);
});

test("prices are those of the region, and what has none is named", () => {
  const resources = { Nat: { Type: "AWS::EC2::NatGateway" }, Cluster: { Type: "AWS::EKS::Cluster" } };
  expect(cost(resources)).toEqual({ usd: 32.85, unpriced: ["AWS::EKS::Cluster"] });
  expect(cost(resources, {}, "eu-central-1").usd).toBe(37.96);
  expect(cost(resources, {}, "eu-west-1").usd).toBe(37.96);
});
