import { expect, test } from "@jest/globals";
import { App } from "aws-cdk-lib";
import { stack } from "./stack";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly PolicyDocument?: { readonly Statement: readonly Statement[] } };
}

function resources(): Resource[] {
  const app = new App({ treeMetadata: false, builtinCloudFormationValidation: false });
  const { artifactId } = stack(app);
  return Object.values(app.synth().getStackArtifact(artifactId).template.Resources);
}

test("the stack is one function with an API, events and a schedule, one table, and what watches them", () => {
  expect(
    resources()
      .map(({ Type }) => Type)
      .sort(),
  ).toMatchInlineSnapshot(`
[
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Stage",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::DynamoDB::Table",
  "AWS::Events::Rule",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::IAM::Role",
  "AWS::Lambda::Alias",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Version",
  "AWS::Logs::LogGroup",
  "AWS::Logs::LogGroup",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  "AWS::Scheduler::Schedule",
]
`);
});

test("the function may announce orders, and use its table without reading all of it or deleting orders", () => {
  const policies = resources().filter(({ Type }) => Type === "AWS::IAM::Policy");
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? []);
  expect(statements.map(({ Effect, Action }) => ({ Effect, Action }))).toMatchInlineSnapshot(`
[
  {
    "Action": [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ],
    "Effect": "Allow",
  },
  {
    "Action": [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
    ],
    "Effect": "Allow",
  },
  {
    "Action": "sqs:SendMessage",
    "Effect": "Allow",
  },
  {
    "Action": "events:PutEvents",
    "Effect": "Allow",
  },
  {
    "Action": [
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
    ],
    "Effect": "Allow",
  },
  {
    "Action": [
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:DeleteItem",
    ],
    "Effect": "Allow",
  },
]
`);
  const ofAnyResource = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
  // X-Ray knows no resources that traces could be written to.
  expect(ofAnyResource.flatMap(({ Action }) => Action)).toEqual([
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
  ]);
});
