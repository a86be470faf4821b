import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { answering } from "../deploy/testing/scene/deployable";
import { useScene } from "../deploy/testing/scene/use-scene";
import { nodeBinary } from "../node/node-binary";

/** What `lambda_sbom` would have written of a bundle with tea in it. */
function bom(version: string, sha256: string): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    metadata: {
      component: { name: "//services/orders:bundle", hashes: [{ alg: "SHA-256", content: sha256 }] },
    },
    components: [
      {
        group: "@shop",
        name: "tea",
        version,
        purl: `pkg:npm/%40shop/tea@${version}`,
        licenses: [{ license: { id: "MIT" } }],
        properties: [{ name: "ferry:bytes", value: "10" }],
      },
    ],
  };
}

function metafile(version: string): string {
  const input = `node_modules/.aspect_rules_js/@shop+tea@${version}/node_modules/@shop/tea/tea.js`;
  return JSON.stringify({
    inputs: { [input]: { imports: [] } },
    outputs: {
      "bundle.js": { entryPoint: "main.ts", bytes: 20, inputs: { [input]: { bytesInOutput: 10 } } },
    },
  });
}

let digests: (string | null | undefined)[];

/** Staging still runs the first build, `dev-mina` what is built now, and of what `pr-1` runs nothing was kept. */
const scene = useScene("all", async () => {
  const deploy = async (version: string, environment: string, kept = true) => {
    await scene.build({ ...answering("orders", version), ...(kept && { metafile: metafile(version) }) });
    const run = await scene.run("deploy", ["--env", environment]);
    expect(run.code).toBe(0);
    return run.report.services[0]?.functions[0]?.digest;
  };
  digests = [
    await deploy("0.9.0", "pr-1", false),
    await deploy("1.0.0", "dev-old"),
    await deploy("1.1.0", "dev-mina"),
  ];
  write("orders.cdx.json", bom("1.1.0", digests[2] ?? ""));
  write("sboms.json", [{ service: "orders", function: "orders", sbom: "orders.cdx.json" }]);
});

function write(path: string, contents: unknown): string {
  const file = join(scene.runfiles, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(contents));
  return file;
}

function audit(...args: string[]) {
  return auditOf("environments.json", ...args);
}

async function auditOf(environments: string, ...args: string[]) {
  const program = join(__dirname, "main.js");
  const child = spawn(nodeBinary(), [program, "sboms.json", environments, ...args], {
    cwd: scene.runfiles,
    env: {
      PATH: process.env.PATH,
      HOME: scene.root,
      FERRY_LOCAL_DIR: scene.stateFolder,
      BUILD_WORKING_DIRECTORY: scene.root,
      // No machine of AWS's is asked for credentials.
      AWS_EC2_METADATA_DISABLED: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("exit", resolve)),
  ]);
  return { code, stdout, stderr };
}

test("where: the build and every environment that runs it, and an earlier build that still runs elsewhere", async () => {
  const { code, stdout, stderr } = await audit("where", "@shop/tea", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const live = (environment: string) => [
    { service: "orders", function: "orders", environment, version: "2" },
  ];
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    command: "where",
    held: [
      { name: "@shop/tea", version: "1.0.0", digest: digests[1], built: false, live: live("dev-old") },
      { name: "@shop/tea", version: "1.1.0", digest: digests[2], built: true, live: live("dev-mina") },
    ],
    unknown: [{ environment: "pr-1", sha256: digests[0] }],
    unread: [{ environments: ["foreign"], reason: expect.stringContaining("111122223333") }],
  });
  const people = await audit("where", "@shop/tea@<1.1", "--env", "dev-old");
  expect(people.stdout).toMatch(
    /@shop\/tea@1\.0\.0 +orders\/orders, an earlier build +sha256 \w{7} +dev-old version 2\n/,
  );
  expect(people.stdout).toContain("@shop/tea@<1.1 is in 1 of 2 deployment packages\n");
  // Only what is asked for has to be looked at, and is.
  expect([people.code, people.stderr]).toEqual([0, ""]);
  expect((await audit("where", "coffee", "--build-only")).stdout).toBe(
    "coffee is in none of 1 deployment packages\n",
  );
});

test("what could not be looked at is reported briefly, and is a failure where it was asked for by name", async () => {
  const gap =
    /^not looked at: foreign: the credentials are of the account 000000000000, not of 111122223333: .*\nnext: .*--build-only/m;
  const everywhere = await audit("where", "@shop/tea");
  expect([everywhere.code, everywhere.stderr]).toEqual([0, expect.stringMatching(gap)]);
  const named = await audit("where", "@shop/tea", "--env", "foreign");
  expect([named.code, named.stderr]).toEqual([2, expect.stringMatching(gap)]);
  const cloud = { account: "111122223333", region: "us-east-1" };
  write("cloud.json", { version: 1, environments: { cloud } });
  const signedOut = await auditOf("cloud.json", "where", "@shop/tea", "--env", "cloud");
  expect([signedOut.code, signedOut.stderr]).toEqual([
    2,
    expect.stringMatching(/^not looked at: cloud: you are not signed in to AWS\nnext: .*\n$/),
  ]);
});

test("what is inside of a build whose metafile is damaged is not known, and the answer says why", async () => {
  const s3 = scene.client(S3Client);
  const Bucket = "ferry-000000000000-us-east-1";
  const Key = `metafiles/${digests[1]}.json.gz`;
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const before = (await whole.Body?.transformToByteArray()) ?? "";
  for (const [Body, message] of [
    [Buffer.from("[]"), `${Key} is damaged: incorrect header check`],
    [gzipSync("null"), "its metafile cannot be read: ✖ Invalid input: expected object, received null"],
    [gzipSync('{"inputs":{},"outputs":{}}'), "its metafile cannot be read: the metafile names no output"],
    [gzipSync('{"inputs":{"a":null},"outputs":{}}'), "its metafile cannot be read: ✖ Invalid input"],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const { code, stderr } = await audit("where", "@shop/tea", "--env", "dev-old");
    const what = `what is inside version 2 of orders/orders in dev-old (sha256 ${digests[1]?.slice(0, 7)})`;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(`not known: ${what}: ${message}`),
    });
  }
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: before }));
});

test("licenses: those of an earlier build too, as far as they are known; what is not allowed is a failure", async () => {
  const all = await audit("licenses", "--env", "dev-old");
  expect(all).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\(none stated\) +@shop\/tea@1\.0\.0\n +MIT +@shop\/tea@1\.1\.0/),
  });
  expect((await audit("licenses", "--build-only", "--allow", "MIT")).code).toBe(0);
  const strict = await audit("licenses", "--build-only", "--allow", "ISC");
  expect(strict).toMatchObject({ code: 1, stdout: expect.stringContaining("@shop/tea@1.1.0   not allowed") });
});

test("advisories: where what they concern is live, and what fixes it", async () => {
  const advisory = {
    id: "GHSA-xxxx",
    summary: "tea is too hot",
    database_specific: { severity: "HIGH" },
    affected: [
      {
        package: { ecosystem: "npm", name: "@shop/tea" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.1.0" }] }],
      },
    ],
  };
  writeFileSync(join(scene.root, "osv.json"), JSON.stringify(advisory));
  const { code, stdout } = await audit("advisories", "osv.json");
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /GHSA-xxxx +high +@shop\/tea@1\.0\.0 +fixed in 1\.1\.0 +tea is too hot\n.* in orders\/orders.*dev-old version 2/,
  );
  expect(stdout).not.toContain("dev-mina");
  expect(await audit("advisories", "osv.json", "--build-only")).toMatchObject({
    code: 0,
    stdout: "none of 1 advisories concerns what is inside\n",
  });
});

test("what advisories and their files say is only text", async () => {
  const hostile = "\u001b]0;t\u0007\u009b31m\u202e\r\nFORGED";
  const packages = [{ package: { ecosystem: "npm", name: "@shop/tea" }, versions: ["1.1.0"] }];
  const advisory = { id: `GHSA${hostile}`, summary: `hot${hostile}`, affected: packages };
  writeFileSync(join(scene.root, "hostile.json"), JSON.stringify(advisory));
  const shown = "\\x1b]0;t\\x07\\u009b31m\\u202e\\r\\nFORGED";
  const people = await audit("advisories", "hostile.json", "--build-only");
  expect(people.stdout).toContain(`hot${shown}`);
  const programs = await audit("advisories", "hostile.json", "--build-only", "--json");
  expect(JSON.parse(programs.stdout).advisories).toMatchObject([{ id: `GHSA${hostile}` }]);
  const refused = await audit("advisories", `none${hostile}`);
  expect(refused.stderr).toContain("none\\x1b]0;t\\x07\\u009b31m\\u202e");
  for (const { stdout, stderr } of [people, programs, refused])
    expect(stdout + stderr).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]|^FORGED/mu);
});

test("what cannot be answered is refused", async () => {
  for (const [args, message] of [
    [[], "Usage: ./bazelw run //tools/audit -- [options] [command]"],
    [["licenses", "--env", "nowhere"], 'there is no environment "nowhere" in environments.json'],
    [["where"], "missing required argument 'package[@range]'"],
    [["where", "tea@four"], '"tea@four" is no package with a range of versions'],
    [["advisories", "none.json"], "none.json does not exist"],
  ] as const) {
    expect(await audit(...args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  }
  expect((await audit("--help")).stdout).toContain("./bazelw run //tools/audit -- ");
});
