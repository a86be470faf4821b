import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const Bucket = "ferry-000000000000-us-east-1";

let s3: S3Client;
const scene = useScene("each", async () => {
  s3 = scene.client(S3Client);
});

/** A function whose zip does not fit into a request: random bytes do not get smaller. */
function heavy(text: string, bytes = 55 * 1024 * 1024): ServiceVersion {
  const source = `const { statSync } = require("node:fs");
exports.handler = async () => ({ answer: ${JSON.stringify(text)}, asset: statSync(__dirname + "/asset.bin").size });
`;
  return { service: "orders", source, memory: 512, asset: randomBytes(bytes) };
}

describe("a zip over the limit of a request", () => {
  test("goes through the bucket, once for all environments, and runs", async () => {
    const version = heavy("heavy");
    await scene.build(version);

    const first = await scene.run("deploy");
    expect(first).toMatchObject({ code: 0 });
    const [deployed] = first.report.services.flatMap(({ functions }) => functions);
    expect(deployed?.uploadedBytes).toBe(deployed?.size);
    expect(deployed?.size).toBeGreaterThan(50 * 1024 * 1024);
    expect(await scene.answer()).toEqual({ answer: "heavy", asset: version.asset?.length });
    const object = await s3.send(
      new HeadObjectCommand({ Bucket, Key: `${deployed?.digest}.zip`, ChecksumMode: "ENABLED" }),
    );
    expect(object.ChecksumSHA256).toBe(Buffer.from(deployed?.digest ?? "", "hex").toString("base64"));
    expect(object.VersionId).toMatch(/./);

    const second = await scene.run("deploy", ["--env", "dev-alice"]);
    expect(second).toMatchObject({ code: 0, report: { uploadedBytes: 0 } });
    expect(await scene.answer(["--env", "dev-alice"])).toMatchObject({ answer: "heavy" });
    expect((await scene.run("deploy")).report.apiCalls).toMatchObject({ total: 3, writes: 0 });
  });

  test("is refused where the object of its name holds something else", async () => {
    await scene.build(heavy("heavy"));
    expect(await scene.run("deploy", ["--env", "dev-alice"])).toMatchObject({ code: 0 });
    const { report } = await scene.run("plan");
    const Key = `${report.services[0]?.functions[0]?.digest}.zip`;
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "poisoned", ChecksumAlgorithm: "SHA256" }));
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 1, report: { error: { code: "ArtifactMismatch" } } });
    expect(run.stderr).toContain(`the object ${Key} in the bucket ${Bucket} has the SHA-256`);
    expect(run.report.apiCalls.byOperation).not.toHaveProperty("Lambda.UpdateFunctionCode");
  });

  test("other than the digest file says never leaves", async () => {
    const zip = await scene.build(heavy("heavy"));
    writeFileSync(zip, "PK poisoned");
    const run = await scene.run("deploy", [], undefined, { BUILD_WORKSPACE_DIRECTORY: "" });
    expect(run).toMatchObject({
      code: 1,
      report: { error: { code: "ArtifactMismatch" }, apiCalls: { writes: 0 } },
    });
  });
});

test("a template over the limit of a request goes through the bucket", async () => {
  const note = (text: string): object => ({
    Padding: { Type: "AWS::CloudFormation::WaitConditionHandle", Metadata: { text: text.repeat(60_000) } },
  });
  await scene.build({ ...answering("orders", "one"), resources: note("a") });
  expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  expect(await scene.answer()).toMatchObject({ answer: "one" });
  expect((await scene.run("deploy")).report.apiCalls).toMatchObject({ total: 3, writes: 0 });

  await scene.build({ ...answering("orders", "one", 256), resources: note("b") });
  const update = await scene.run("deploy");
  expect(update).toMatchObject({ code: 0, report: { services: [{ stack: { action: "update" } }] } });
  expect(await scene.answer()).toMatchObject({ answer: "one", memory: "256" });
  const { digest } = update.report.services[0]?.stack ?? {};
  const object = await s3.send(new HeadObjectCommand({ Bucket, Key: `${digest}.template.json` }));
  expect(object.ContentLength).toBeGreaterThan(51_200);
});
