import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  App,
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  type IStackSynthesizer,
  LegacyStackSynthesizer,
  RemovalPolicy,
  Stack,
} from "aws-cdk-lib";
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from "aws-cdk-lib/aws-apigatewayv2";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  Architecture,
  Code,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { TestAccount } from "./account.fixture";

const WAIT = { minDelay: 0.05, maxDelay: 0.1, maxWaitTime: 60 };

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(async () => {
  await account.remove();
});

/** A service's stack as CDK makes it: function, alias, role, log group, table and HTTP API. */
function template(memorySize: number): string {
  process.env.CDK_VALIDATION = "false";
  const app = new App({ analyticsReporting: false, context: { "aws:cdk:disable-version-check": true } });
  // The CDK's classes are not written for exactOptionalPropertyTypes: they implement their interfaces only by assertion.
  const synthesizer = new LegacyStackSynthesizer() as IStackSynthesizer;
  const stack = new Stack(app, "Orders", { synthesizer, analyticsReporting: false });
  const environment = new CfnParameter(stack, "Environment", { type: "String" });
  const table = new Table(stack, "Table", {
    partitionKey: { name: "id", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: "expires",
    removalPolicy: RemovalPolicy.DESTROY,
  });
  table.addGlobalSecondaryIndex({
    indexName: "by-customer",
    partitionKey: { name: "customer", type: AttributeType.STRING },
  });
  const name = Fn.sub(`\${Environment}-orders`);
  const fn = new LambdaFunction(stack, "Function", {
    functionName: name,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.X86_64,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => 'placeholder';"),
    memorySize,
    timeout: Duration.seconds(10),
    environment: { TABLE: table.tableName },
    logGroup: new LogGroup(stack, "Logs", {
      logGroupName: Fn.join("", ["/aws/lambda/", environment.valueAsString, "-orders"]),
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
  table.grantReadWriteData(fn);
  const live = new Alias(stack, "Live", { aliasName: "live", version: fn.currentVersion as IVersion });
  const api = new CfnApi(stack, "Api", { name: "orders", protocolType: "HTTP" });
  new CfnStage(stack, "Stage", { apiId: api.ref, stageName: "$default", autoDeploy: true });
  const integration = new CfnIntegration(stack, "Integration", {
    apiId: api.ref,
    integrationType: "AWS_PROXY",
    integrationUri: live.functionArn,
    payloadFormatVersion: "2.0",
  });
  new CfnRoute(stack, "Route", {
    apiId: api.ref,
    routeKey: "ANY /orders/{proxy+}",
    target: Fn.join("/", ["integrations", integration.ref]),
  });
  live.addPermission("Gateway", {
    principal: new ServicePrincipal("apigateway.amazonaws.com"),
    sourceArn: Fn.sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*`),
  });
  new CfnOutput(stack, "Url", { value: `${api.attrApiEndpoint}/orders` });
  return JSON.stringify(app.synth().getStackByName("Orders").template);
}

async function deploy(changeSetName: string, input: Partial<CreateChangeSetCommandInput>): Promise<void> {
  const { client } = account;
  const { Id } = await client.send(
    new CreateChangeSetCommand({
      StackName: "dev-orders",
      ChangeSetName: changeSetName,
      Parameters: [{ ParameterKey: "Environment", ParameterValue: "dev" }],
      Capabilities: ["CAPABILITY_IAM"],
      Tags: [{ Key: "team", Value: "orders" }],
      ...input,
    }),
  );
  await waitUntilChangeSetCreateComplete({ client, ...WAIT }, { ChangeSetName: Id });
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
}

describe("a stack that CDK has synthesized", () => {
  it("is created with all its resources", async () => {
    await deploy("create", { ChangeSetType: "CREATE", TemplateBody: template(256) });
    await waitUntilStackCreateComplete({ client: account.client, ...WAIT }, { StackName: "dev-orders" });
    const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName: "dev-orders" }));
    expect(Stacks?.[0]?.Outputs?.[0]?.OutputValue).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/orders$/);
    const { lambda, logs, dynamodb } = account.services;
    const { Configuration, Tags } = await lambda.getFunction({ FunctionName: "dev-orders" });
    const { Table } = await dynamodb.describeTable({
      TableName: Configuration?.Environment?.Variables?.TABLE,
    });
    expect(Configuration).toMatchObject({
      MemorySize: 256,
      State: "Active",
      Role: expect.stringMatching(
        /^arn:aws:iam::000000000000:role\/dev-orders-FunctionServiceRole\w+-\w{12}$/,
      ),
      LoggingConfig: { LogGroup: "/aws/lambda/dev-orders" },
    });
    expect(Tags).toMatchObject({ team: "orders", "aws:cloudformation:stack-name": "dev-orders" });
    expect(Table).toMatchObject({ TableStatus: "ACTIVE" });
    const ttl = await dynamodb.describeTimeToLive({ TableName: Table?.TableName });
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    const groups = await logs.describeLogGroups({ logGroupNamePrefix: "/aws/lambda/dev-orders" });
    expect(groups.logGroups?.[0]?.retentionInDays).toBe(7);
    const policy = await lambda.getPolicy({ FunctionName: "dev-orders", Qualifier: "live" });
    expect(policy.Policy).toContain("apigateway.amazonaws.com");
    const alias = await lambda.getAlias({ FunctionName: "dev-orders", Name: "live" });
    expect(alias.FunctionVersion).toBe("1");
  });

  it("has no changes when it is deployed again", async () => {
    const { client } = account;
    const { Id } = await client.send(
      new CreateChangeSetCommand({
        StackName: "dev-orders",
        ChangeSetName: "again",
        TemplateBody: template(256),
        Parameters: [{ ParameterKey: "Environment", UsePreviousValue: true }],
        Capabilities: ["CAPABILITY_IAM"],
      }),
    );
    const described = await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    expect(described).toMatchObject({
      Status: "FAILED",
      ExecutionStatus: "UNAVAILABLE",
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
  });

  it("gets a new version and keeps the function when its memory size changes", async () => {
    const { client } = account;
    await deploy("memory", { TemplateBody: template(512) });
    await waitUntilStackUpdateComplete({ client, ...WAIT }, { StackName: "dev-orders" });
    const { lambda } = account.services;
    const alias = await lambda.getAlias({ FunctionName: "dev-orders", Name: "live" });
    const version = await lambda.getFunctionConfiguration({ FunctionName: "dev-orders", Qualifier: "live" });
    expect([alias.FunctionVersion, version.MemorySize]).toEqual(["2", 512]);
    const { Versions = [] } = await lambda.listVersionsByFunction({ FunctionName: "dev-orders" });
    expect(Versions.map(({ Version }) => Version)).toEqual(["$LATEST", "2"]);
  });

  it("leaves nothing when it is deleted", async () => {
    const { client } = account;
    const { StackResourceSummaries = [] } = await client.send(
      new ListStackResourcesCommand({ StackName: "dev-orders" }),
    );
    const table = StackResourceSummaries.find(({ ResourceType }) => ResourceType === "AWS::DynamoDB::Table");
    await client.send(new DeleteStackCommand({ StackName: "dev-orders" }));
    await waitUntilStackDeleteComplete({ client, ...WAIT }, { StackName: "dev-orders" });
    const { lambda, logs, dynamodb, httpApis } = account.services;
    expect((await lambda.listFunctions({})).Functions).toEqual([]);
    expect((await logs.describeLogGroups({})).logGroups).toEqual([]);
    expect(httpApis.getApis()).toEqual([]);
    await expect(dynamodb.describeTable({ TableName: table?.PhysicalResourceId })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});
