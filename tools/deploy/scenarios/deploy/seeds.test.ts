import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { table } from "../../testing/scene/data-keeper";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import { signalWhen } from "../../testing/scene/signal-when";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

/** More than one batch. */
const IDS = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, "0"));

function version(words = "as built"): ServiceVersion {
  const items = IDS.map((id) => ({ id: { S: id }, words: { S: words } }));
  return { ...answering("orders", "1"), resources: { Data: table("data") }, seed: { Data: items } };
}

/** Ids in the table of an environment, by what their items say. */
async function found(environment = "local"): Promise<Record<string, string[]>> {
  const { Items = [] } = await scene
    .client(DynamoDBClient)
    .send(new ScanCommand({ TableName: `${environment}-data` }));
  const groups = Map.groupBy(Items, ({ words }) => words?.S ?? "");
  return Object.fromEntries(
    [...groups].map(([words, items]) => [words, items.map(({ id }) => id?.S ?? "").sort()]),
  );
}

async function change(id: string): Promise<void> {
  const Item = { id: { S: id }, words: { S: "changed" } };
  await scene.client(DynamoDBClient).send(new PutItemCommand({ TableName: "local-data", Item }));
}

const except = (...ids: string[]): string[] => IDS.filter((id) => !ids.includes(id));

test("the deploy that creates the stack writes them, once; --reseed writes them again", async () => {
  const objects = { Bucket: "ferry-000000000000-us-east-1", Key: "environments/local/environment.json" };
  const s3 = scene.client(S3Client);
  const seeds = async (): Promise<unknown> => {
    const { Body } = await s3.send(new GetObjectCommand(objects));
    return JSON.parse((await Body?.transformToString()) ?? "").seeds;
  };
  await s3.send(new CreateBucketCommand({ Bucket: objects.Bucket }));
  const record = { version: 1, owner: "alice", created: "2026-12-01T00:00:00.000Z" };
  await s3.send(new PutObjectCommand({ ...objects, Body: JSON.stringify(record) }));
  await scene.build(version());
  const planned = await scene.run("plan");
  expect(planned.report.services[0]?.seed).toEqual({ Data: 60 });
  expect(planned.stderr).toMatch(/seed +Data +60 items would be written/);
  const created = await scene.run("deploy");
  expect(created).toMatchObject({ code: 0, report: { services: [{ seed: { Data: 60 } }] } });
  expect(created.report.apiCalls.byOperation["DynamoDB.BatchWriteItem"]).toBe(3);
  expect(created.stderr).toMatch(/seed +Data +60 items written/);
  expect(await found()).toEqual({ "as built": IDS });

  const noted = await seeds();
  expect(noted).toEqual({ orders: expect.stringMatching(/^[0-9a-f]{64}$/) });

  await change("07");
  await scene.build({ ...version("built later"), memory: 256 });
  const updated = await scene.run("deploy");
  expect(updated.report.services[0]).toMatchObject({ stack: { action: "update" } });
  expect(updated.report.services[0]?.seed).toBeUndefined();
  expect(await found()).toEqual({ "as built": except("07"), changed: ["07"] });

  const again = await scene.run("deploy", ["--reseed"]);
  expect(again.report.services[0]).toMatchObject({ stack: { action: "none" }, seed: { Data: 60 } });
  expect(await found()).toEqual({ "built later": IDS });
  expect(await seeds()).not.toEqual(noted);
});

test("what a deploy that failed did not write, the next one completes, and leaves what is there", async () => {
  await scene.build(version());
  const broken = { kind: "error", status: 500, effect: "before", probability: 1, skip: 1 } as const;
  const faults = [{ ...broken, operations: ["dynamodb:BatchWriteItem"] }];
  scene.setFaults({ version: 1, seed: 1, rates: [], faults, transitions: {} });
  const failed = await scene.run("deploy");
  expect(failed).toMatchObject({ code: 1, report: { error: { code: "AwsFailed" } } });
  expect(failed.report.services[0]).toMatchObject({ stack: { action: "create" } });
  expect(failed.report.services[0]?.seed).toBeUndefined();
  scene.setFaults(undefined);
  const [written = ""] = (await found())["as built"] ?? [];
  await change(written);

  const next = await scene.run("deploy");
  expect(next).toMatchObject({ code: 0, report: { services: [{ seed: { Data: 60 } }] } });
  expect(await found()).toEqual({ "as built": except(written), changed: [written] });
  const last = await scene.run("deploy");
  expect(last.report.apiCalls.writes).toBe(0);
});

test("what is all that a killed deploy has left is completed as well", async () => {
  await scene.build(version());
  const { child, finished } = scene.start("deploy", ["--env", "dev-a"]);
  signalWhen(child, "of seed/ into the table", "SIGKILL");
  expect((await finished).signal).toBe("SIGKILL");
  expect((await scene.run("deploy", ["--env", "dev-a"])).code).toBe(0);
  expect(await found("dev-a")).toEqual({ "as built": IDS });

  // As after a kill between the last item and the record.
  const s3 = scene.client(S3Client);
  const object = { Bucket: "ferry-000000000000-us-east-1", Key: "environments/dev-a/record.json" };
  const { Body } = await s3.send(new GetObjectCommand(object));
  const record = JSON.parse((await Body?.transformToString()) ?? "");
  Object.assign(record.services.orders, { pending: true, unseeded: true });
  await s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify(record) }));
  const TableName = "dev-a-data";
  await scene.client(DynamoDBClient).send(new DeleteItemCommand({ TableName, Key: { id: { S: "00" } } }));
  const next = await scene.run("deploy", ["--env", "dev-a"]);
  expect(next.report.services[0]).toMatchObject({ stack: { action: "none" }, seed: { Data: 60 } });
  expect(await found("dev-a")).toEqual({ "as built": IDS });
  const last = await scene.run("deploy", ["--env", "dev-a"]);
  expect(last.report.apiCalls.writes).toBe(0);
});

describe("a protected environment", () => {
  test("never gets any", async () => {
    await scene.build(version());
    const created = await scene.run("deploy", ["--env", "vault", "--yes"]);
    expect(created).toMatchObject({ code: 0, report: { services: [{ stack: { action: "create" } }] } });
    expect(created.report.services[0]?.seed).toBeUndefined();
    expect(await found("vault")).toEqual({});
    expect(await scene.run("deploy", ["--env", "vault", "--yes", "--reseed"])).toMatchObject({
      code: 2,
      report: { error: { code: "UsageInvalid" }, apiCalls: { writes: 0 } },
    });
  });
});
