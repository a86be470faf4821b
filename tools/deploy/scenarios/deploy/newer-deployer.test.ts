import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const RECORD = { Bucket: "ferry-000000000000-us-east-1", Key: "environments/dev-newer/record.json" };
const ENVIRONMENT = ["--env", "dev-newer"];

let s3: S3Client;
const scene = useScene("each", async () => {
  s3 = scene.client(S3Client);
});

async function record(): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand(RECORD));
  return (await Body?.transformToString()) ?? "";
}

test("where a newer deployer left a record, an older one changes nothing and says so", async () => {
  for (const answer of ["one", "two"]) {
    await scene.build(answering("orders", answer));
    expect(await scene.run("deploy", ENVIRONMENT)).toMatchObject({ code: 0 });
  }
  const newer = JSON.stringify({ ...JSON.parse(await record()), version: 2, services: [] });
  await s3.send(new PutObjectCommand({ ...RECORD, Body: newer }));
  await scene.build(answering("orders", "three"));
  for (const [verb, ...args] of [["plan"], ["deploy"], ["rollback"], ["destroy", "--yes"]] as const) {
    const run = await scene.run(verb, [...ENVIRONMENT, ...args]);
    expect([verb, run.code, run.report.error?.code]).toEqual([verb, 2, "DeployerOutdated"]);
    expect(run.report.apiCalls.byOperation).not.toHaveProperty(["Lambda.UpdateFunctionCode"]);
    expect(run.report.apiCalls.byOperation).not.toHaveProperty(["Lambda.UpdateAlias"]);
    expect(run.report.apiCalls.byOperation).not.toHaveProperty(["CloudFormation.DeleteStack"]);
  }
  expect(await record()).toBe(newer);
  const { Contents } = await s3.send(
    new ListObjectsV2Command({
      Bucket: RECORD.Bucket,
      Prefix: "environments/dev-newer/locks/",
    }),
  );
  expect(Contents ?? []).toEqual([]);
});
