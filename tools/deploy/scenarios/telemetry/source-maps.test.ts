import { readFileSync, renameSync, rmSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const Bucket = "ferry-000000000000-us-east-1";

let s3: S3Client;
const scene = useScene("each", async () => {
  s3 = scene.client(S3Client);
});

/** A function with a source map: only its bytes matter here. */
function mapped(answer: string): ServiceVersion {
  return { ...answering("orders", answer), sourceMap: JSON.stringify({ version: 3, of: answer }) };
}

/** The maps in the bucket, by build id. */
async function kept(): Promise<Record<string, unknown>> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "source-maps/" }));
  const entries = Contents.map(async ({ Key = "" }): Promise<[string, unknown]> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const [, buildId = ""] = /^source-maps\/([0-9a-f]{64})\.js\.map\.gz$/.exec(Key) ?? [];
    return [buildId, JSON.parse(gunzipSync((await Body?.transformToByteArray()) ?? "").toString())];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function buildId(): string {
  const path = `${scene.runfiles}/services/orders/bundle.digest.json`;
  return JSON.parse(readFileSync(path, "utf8")).buildId;
}

/** Calls that are there for the maps. */
function heads({ report }: Finished): number {
  return report.apiCalls.byOperation["S3.HeadObject"] ?? 0;
}

describe("the source map of what is deployed", () => {
  test("is kept by build id, once for all environments, and costs a deploy of nothing no call", async () => {
    await scene.build(mapped("one"));
    const first = await scene.run("deploy");
    expect([first.code, heads(first)]).toEqual([0, 1]);
    const one = buildId();
    expect(await kept()).toEqual({ [one]: { version: 3, of: "one" } });

    expect((await scene.run("deploy")).report.apiCalls).toEqual({
      total: 3,
      writes: 0,
      byOperation: { "CloudFormation.DescribeStacks": 1, "Lambda.GetFunction": 2 },
    });

    const other = await scene.run("deploy", ["--env", "dev-alice"]);
    expect([other.code, heads(other)]).toEqual([0, 1]);
    // The lock, what was deployed twice, and the record of the environment.
    expect(other.report.apiCalls.byOperation["S3.PutObject"]).toBe(4);

    await scene.build(mapped("two"));
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    expect(await kept()).toEqual({
      [one]: { version: 3, of: "one" },
      [buildId()]: { version: 3, of: "two" },
    });
  });

  test("stays the one that was kept first", async () => {
    await scene.build(mapped("one"));
    await scene.run("deploy");
    await scene.build({ ...mapped("one"), sourceMap: "{}" });
    expect(await scene.run("deploy", ["--env", "dev-alice"])).toMatchObject({ code: 0 });
    expect(Object.values(await kept())).toEqual([{ version: 3, of: "one" }]);
  });

  test("comes with the zip where both have to be fetched, and else by a build of its own", async () => {
    const zip = await scene.build(mapped("one"));
    const map = scene.sourceMapPath("orders");
    renameSync(zip, `${zip}.remote`);
    renameSync(map, `${map}.remote`);
    scene.bazelw(`echo "$@" >> "$0.args"; for file in '${zip}' '${map}'; do mv "$file.remote" "$file"; done`);
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    expect(Object.keys(await kept())).toEqual([buildId()]);

    await scene.build(mapped("two"));
    renameSync(map, `${map}.remote`);
    scene.bazelw(`echo "$@" >> "$0.args"; mv '${map}.remote' '${map}'`);
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    expect(await kept()).toMatchObject({ [buildId()]: { of: "two" } });
    const calls = readFileSync(`${scene.workspace}/bazelw.args`, "utf8").match(/--output_groups=\S+/g);
    expect(calls).toEqual(["--output_groups=zip,source_map", "--output_groups=source_map"]);
  });
});

test("a source map that was kept and is damaged is reported as damaged", async () => {
  await scene.build(mapped("one"));
  expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  const Key = `source-maps/${buildId()}.js.map.gz`;
  for (const [Body, message] of [
    [Buffer.from("{}"), `${Key} is damaged: incorrect header check`],
    [gzipSync("{}").subarray(0, 10), `${Key} is damaged: unexpected end of file`],
    [gzipSync("{"), "it is no source map: Expected property name"],
    [gzipSync('{"version":3,"mappings":5,"sources":{}}'), "it is no source map: ✖ Invalid input"],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const args = ["--json", "--build-id", buildId()];
    const trace = "Error: no\n    at f (/var/task/index.js:1:1)\n";
    const { code, report } = await scene.start("stack-trace", args, ["orders"], {}, trace).finished;
    expect([code, report.error]).toEqual([
      1,
      expect.objectContaining({
        code: "SourceMapMissing",
        message: expect.stringContaining(
          `the source map of the build ${buildId()} cannot be read: ${message}`,
        ),
        next: "give another one with --source-map",
      }),
    ]);
  }
});

describe("a source map that cannot be kept", () => {
  test("is reported, and the code is live all the same", async () => {
    await scene.build(mapped("one"));
    rmSync(scene.sourceMapPath("orders"));
    scene.bazelw('echo "ERROR: no such target" >&2; exit 1');
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 0, report: { services: [{ functions: [{ version: "2" }] }] } });
    expect(run.stderr).toContain(
      "orders: warning: the source map of local-orders was not kept: cannot get source maps",
    );
    expect(run.stderr).toContain("ERROR: no such target");
    expect(await kept()).toEqual({});
  });
});
