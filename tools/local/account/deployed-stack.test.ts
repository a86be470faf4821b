import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { OWN_SERVICE } from "../credentials/sign-own-request";
import { connection } from "../testing/client.fixture";
import { SIGNED_FETCH } from "../testing/signed-fetch/function-source";
import { signedFetch } from "../testing/signed-fetch/signed-fetch";
import { type Account, startAccount } from "./account";

jest.setTimeout(120_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-stack-"));
const bootstrap = join(__dirname, "..", "bootstrap.js");

/** A function that counts its calls in a table, by the endpoint that the account gives it: no SDK, as it is inline code. */
const CODE = `${SIGNED_FETCH}
  exports.handler = async (event) => {
    const answer = await signedFetch("dynamodb", "/", {
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.UpdateItem",
      },
      body: JSON.stringify({
        TableName: process.env.TABLE_NAME,
        Key: { pk: { S: event.pathParameters.id } },
        UpdateExpression: "ADD calls :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      }),
    });
    const { Attributes } = await answer.json();
    return { id: Attributes.pk.S, calls: Number(Attributes.calls.N) };
  };`;

const ref = (Ref: string) => ({ Ref });
const att = (...GetAtt: string[]) => ({ "Fn::GetAtt": GetAtt });
const sub = (text: string) => ({ "Fn::Sub": text });

const template = {
  Parameters: { Environment: { Type: "String" } },
  Resources: {
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      },
    },
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        },
      },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: sub(`\${Environment}-counter`),
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Role: att("Role", "Arn"),
        Code: { ZipFile: CODE },
        Environment: { Variables: { TABLE_NAME: ref("Table") } },
      },
    },
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: ref("Function") } },
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: { Name: "live", FunctionName: ref("Function"), FunctionVersion: att("Version", "Version") },
    },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "counter", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: ref("Api"), StageName: "$default", AutoDeploy: true },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: ref("Api"),
        IntegrationType: "AWS_PROXY",
        IntegrationUri: ref("Live"),
        PayloadFormatVersion: "2.0",
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: ref("Api"),
        RouteKey: "POST /counters/{id}",
        Target: { "Fn::Join": ["/", ["integrations", ref("Integration")]] },
      },
    },
    Permission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: ref("Live"),
        Principal: "apigateway.amazonaws.com",
        SourceArn: sub(`arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/*/counters/{id}`),
      },
    },
  },
  Outputs: { Url: { Value: sub(`\${Api.ApiEndpoint}/counters`) } },
};

let account: Account;
let client: cloudformation.CloudFormationClient;

async function open(): Promise<void> {
  account = await startAccount({ stateFolder, port: 0, bootstrap });
  client = new cloudformation.CloudFormationClient(connection(account));
}

async function close(): Promise<void> {
  client.destroy();
  await account.close();
}

async function urls(): Promise<Record<string, string>> {
  const answer = await signedFetch(account, { service: OWN_SERVICE, path: "/_ferry/status" });
  return ((await answer.json()) as { stacks: Record<string, string> }).stacks;
}

async function count(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/one`, { method: "POST" });
  return { status: answer.status, body: await answer.json() };
}

/** Requests to HTTP APIs, as API Gateway's metric counts them. */
async function requestsCounted(): Promise<number> {
  const metrics = new cloudwatch.CloudWatchClient(connection(account));
  const named = { Namespace: "AWS/ApiGateway", MetricName: "Count" };
  const { Metrics = [] } = await metrics.send(new cloudwatch.ListMetricsCommand(named));
  const Metric = Metrics.find(({ Dimensions }) => Dimensions?.length === 1);
  const now = Date.now();
  const { MetricDataResults = [] } = await metrics.send(
    new cloudwatch.GetMetricDataCommand({
      MetricDataQueries: [{ Id: "count", MetricStat: { Metric, Period: 60, Stat: "Sum" } }],
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 60_000),
    }),
  );
  metrics.destroy();
  return (MetricDataResults[0]?.Values ?? []).reduce((sum, value) => sum + value, 0);
}

beforeAll(open);

afterAll(async () => {
  await close();
  rmSync(stateFolder, { recursive: true });
});

test("a stack is deployed, serves, goes on serving after a restart, and is gone when it is deleted", async () => {
  const StackName = "local-counter";
  const waiting = { client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.3 };
  await client.send(
    new cloudformation.CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Parameters: [{ ParameterKey: "Environment", ParameterValue: "local" }],
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );
  await cloudformation.waitUntilStackCreateComplete(waiting, { StackName });
  const { Stacks } = await client.send(new cloudformation.DescribeStacksCommand({ StackName }));
  const url = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "Url")?.OutputValue ?? "";
  expect(await urls()).toEqual({ [StackName]: url });
  expect(await count(url)).toEqual({ status: 200, body: { id: "one", calls: 1 } });
  expect(await count(url)).toEqual({ status: 200, body: { id: "one", calls: 2 } });

  await close();
  await open();
  expect(await urls()).toEqual({ [StackName]: url });
  expect(await count(url)).toEqual({ status: 200, body: { id: "one", calls: 3 } });
  expect(await requestsCounted()).toBe(3);

  const operations = readFileSync(join(stateFolder, "requests.log"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { service: string; operation: string })
    .filter(({ service }) => service === "dynamodb")
    .map(({ operation }) => operation);
  expect(operations).toEqual(["UpdateItem", "UpdateItem", "UpdateItem"]);

  await client.send(new cloudformation.DeleteStackCommand({ StackName }));
  await cloudformation.waitUntilStackDeleteComplete({ ...waiting, client }, { StackName });
  expect(await urls()).toEqual({});
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});
