import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

async function tags(): Promise<Record<string, string | undefined>> {
  const { Stacks } = await scene
    .client(CloudFormationClient)
    .send(new DescribeStacksCommand({ StackName: "local-orders" }));
  return Object.fromEntries((Stacks?.[0]?.Tags ?? []).map(({ Key = "", Value }) => [Key, Value]));
}

const deploy = (by: string, ...args: string[]) => scene.run("deploy", args, undefined, { GITHUB_ACTOR: by });

test("a stack says whose it is, and keeps saying so when others deploy it", async () => {
  await scene.build(answering("orders", "1"));
  expect((await deploy("alice<3")).code).toBe(0);
  const created = await tags();
  expect(created).toMatchObject({
    "ferry:owner": "alice_3",
    "ferry:environment": "local",
    "ferry:service": "orders",
  });

  const unchanged = await deploy("bob");
  expect(unchanged.report.apiCalls.writes).toBe(0);
  await scene.build(answering("orders", "1", 256));
  expect((await deploy("bob")).report.services[0]).toMatchObject({ stack: { action: "update" } });
  expect(await tags()).toMatchObject({ "ferry:owner": "alice_3", "ferry:service": "orders" });
  expect((await tags())["ferry:template"]).not.toBe(created["ferry:template"]);
});

test("the record says what the stack costs while idle", async () => {
  const alarm = {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      MetricName: "Errors",
      Namespace: "AWS/Lambda",
      Period: 60,
      Statistic: "Sum",
      Threshold: 1,
    },
  };
  await scene.build({ ...answering("orders", "1"), resources: { One: alarm, Two: alarm } });
  expect((await deploy("alice")).code).toBe(0);
  const { Body } = await scene
    .client(S3Client)
    .send(
      new GetObjectCommand({ Bucket: "ferry-000000000000-us-east-1", Key: "environments/local/record.json" }),
    );
  const record = JSON.parse((await Body?.transformToString()) ?? "");
  expect(record.services.orders.idleCost).toEqual({ usd: 0.2, unpriced: [] });
});
