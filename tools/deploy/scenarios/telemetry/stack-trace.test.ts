import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { ServiceVersion } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

/** A real bundle: minified by esbuild, with its source map beside it. */
const SOURCE = readFileSync(join(__dirname, "../../throwing.js"), "utf8");
const BUILD_ID = createHash("sha256").update(SOURCE).digest("hex");
const SERVICE = { source: SOURCE, sourceMap: readFileSync(join(__dirname, "../../throwing.js.map"), "utf8") };

const scene = useScene("all", async () => {
  for (const service of ["orders", "payments"]) await scene.build({ service, memory: 128, ...SERVICE });
  expect(await scene.run("deploy", [], ["orders", "payments"], { GITHUB_ACTOR: "ada" })).toMatchObject({
    code: 0,
  });
});

/** What the function answers when it throws: the document of Lambda's runtime. */
async function failure(): Promise<{ readonly errorMessage: string; readonly trace: readonly string[] }> {
  const { stdout } = await scene.start("invoke", ["--payload", '{"amount":0}']).finished;
  return JSON.parse(stdout);
}

function resolve(input: string, args: readonly string[] = [], services = ["orders"]): Promise<Finished> {
  return scene.start("stack-trace", args, services, {}, input).finished;
}

/** The frames of the bundle, as people see them. */
const FRAMES = `    services/orders/testing/throwing/charge.ts:9:11 chargeOf
        throw new Declined(\`an amount of \${amount} cannot be charged\`);
    services/orders/testing/throwing/main.ts:9:12`;

test("the trace of a function that threw leads to the sources, and to the version", async () => {
  const { trace } = await failure();
  expect(trace[1]).toMatch(/index\.js:\d+:\d+\)$/);
  const { code, stdout, stderr } = await resolve(`${trace.join("\n")}\n`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(FRAMES) });
  expect(stdout.split("\n")[0]).toBe("Declined: an amount of 0 cannot be charged");
  expect(stderr).toMatch(
    /^local-orders version 2: sha256 [0-9a-f]{7}, deployed by ada, \/\/services\/orders:bundle, build [0-9a-f]{7}\nthe trace names no build, so it is taken for the live one: .*\n$/,
  );
});

test("what is no frame of the bundle stays as it is", async () => {
  const foreign = [
    "Error: no",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)",
    "    at async Promise.all (index 0)",
    "    at Runtime.handleOnce (file:///var/runtime/index.js:1205:29)",
    "    at /opt/layer/index.js:1:2",
    "    at x (/var/task/index.js:999999:1)",
    "",
    "  ...",
  ].join("\n");
  expect(await resolve(foreign)).toMatchObject({ code: 0, stdout: `${foreign}\n` });
});

test("lines of the log say of which function, version and build they are", async () => {
  await failure();
  const { stdout: logged } = await scene.start("logs", ["--raw"], ["orders"]).finished;
  const line = JSON.parse(logged.split("\n").find((one) => one.includes('"declined"')) ?? "");
  const named = { ...line, function_name: "local-orders", build_id: BUILD_ID };
  const other = { ...named, function_name: "local-payments" };
  const run = await resolve(
    `${JSON.stringify(named)}\nand\n${JSON.stringify(other)}\n`,
    ["--json", "--function", "orders"],
    ["orders", "payments"],
  );
  const report = JSON.parse(run.stdout);
  const place = { line: 9, column: 11, function: "chargeOf" };
  expect(report.traces).toMatchObject([
    { function: "local-orders", version: "2", target: "//services/orders:bundle", buildId: BUILD_ID },
    { function: "local-orders", buildId: BUILD_ID, lines: [{ text: "and" }] },
    { function: "local-payments", version: "2", target: "//services/payments:bundle", buildId: BUILD_ID },
  ]);
  expect(report.traces[0].lines[1]).toMatchObject({
    path: "services/orders/testing/throwing/charge.ts",
    ...place,
  });
  expect(report.traces[2].lines[1]).toMatchObject({
    path: "services/payments/testing/throwing/charge.ts",
    ...place,
  });
  expect(report.apiCalls.writes).toBe(0);
});

test("a log with many failures of one build asks for it once", async () => {
  await failure();
  const { stdout: logged } = await scene.start("logs", ["--raw"], ["orders"]).finished;
  const line = logged.split("\n").find((one) => one.includes('"declined"')) ?? "";
  const calls = async (lines: number): Promise<number> =>
    JSON.parse((await resolve(`${line}\n`.repeat(lines), ["--json"])).stdout).apiCalls.total;
  expect(await calls(40)).toBe(await calls(1));
});

test("a trace of an older version is resolved by its own map", async () => {
  const { trace } = await failure();
  const changed: ServiceVersion = {
    service: "orders",
    memory: 128,
    source: "exports.handler = async () => 1;",
    sourceMap: "{}",
  };
  await scene.build(changed);
  expect(await scene.run("deploy")).toMatchObject({ code: 0 });
  const { stdout: logged } = await scene.start("logs", ["--level", "error"]).finished;
  for (const [input, args] of [
    [trace.join("\n"), ["--build-id", BUILD_ID]],
    [logged, []],
  ] as const) {
    const { code, stdout, stderr } = await resolve(input, args);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(FRAMES) });
    expect(stderr).not.toContain("does not say");
  }
  await scene.build({ service: "orders", memory: 128, ...SERVICE });
  expect(await scene.run("deploy")).toMatchObject({ code: 0 });
});

test("a map that is not kept can be given, and what to do is said", async () => {
  const { trace } = await failure();
  const unknown = "ab".repeat(32);
  expect(await resolve(trace.join("\n"), ["--build-id", unknown])).toMatchObject({
    code: 1,
    stderr: `error: no source map of the build ${unknown} is kept
next: at the commit that ./bazelw run //services/orders:history -- --env local shows, ./bazelw build --output_groups=source_map //services/orders:bundle; then give the file with --source-map
`,
  });
  writeFileSync(join(scene.workspace, "given.js.map"), SERVICE.sourceMap);
  writeFileSync(join(scene.workspace, "trace.txt"), trace.join("\n"));
  const given = ["--build-id", unknown, "--source-map", "given.js.map", "--file", "trace.txt"];
  expect(await resolve("", given)).toMatchObject({ code: 0, stdout: expect.stringContaining(FRAMES) });
});

test.each([
  ["nothing", "", [], "error: there is no stack trace in the input"],
  ["a file that is not there", "", ["--file", "no.txt"], "error: the stack trace cannot be read: ENOENT"],
  [
    "a function that is not meant",
    '{"function_name":"local-x"}',
    [],
    'error: there is no function "local-x"',
  ],
])("%s is refused", async (_, input, args, message) => {
  expect(await resolve(input, args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
