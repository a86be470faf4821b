import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { nodeBinary } from "../../tools/node/node-binary";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "uncaught-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a process writes whose function is invoked by a tick, as one line of source, as bundles are. */
function run(handle: string, env: Record<string, string>): { lines: string[]; status: number | null } {
  const file = join(folder, "index.js");
  const [service, events, lambda] = [
    "./define-service",
    "./testing/eventbridge-event",
    "./testing/lambda-context",
  ].map((path) => JSON.stringify(require.resolve(path)));
  const source = `const { defineService } = require(${service}); const { scheduleEvent } = require(${events}); const { lambdaContext } = require(${lambda}); const handler = defineService({ name: "example", schedules: { sweep: { load: async () => ({ handle: ${handle} }) } } }); handler(scheduleEvent("local-example-sweep"), lambdaContext("local-example"));`;
  writeFileSync(file, `${source} /* ${"x".repeat(100_000)} */`);
  const { stdout, stderr, status } = spawnSync(nodeBinary(), [file], { env, encoding: "utf8" });
  return { lines: `${stdout}${stderr}`.trimEnd().split("\n"), status };
}

const LAMBDA = { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001" };
const late = "new Promise((resolve) => setTimeout(resolve, 100))";

test.each([
  ["a rejection", "unhandled rejection", `async () => { Promise.reject(new Error("boom")); await ${late}; }`],
  [
    "an exception",
    "uncaught exception",
    `async () => { setTimeout(() => { throw new Error("boom"); }); await ${late}; }`,
  ],
])("%s that nothing catches is one structured line, and ends the process", (_, message, handle) => {
  const { lines, status } = run(handle, LAMBDA);
  const critical = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === "CRITICAL");
  expect(critical).toEqual([
    expect.objectContaining({
      message,
      build_id: "unknown",
      correlation_id: expect.any(String),
      error: expect.objectContaining({ message: "boom", stack: expect.stringContaining("index.js:1:") }),
    }),
  ]);
  expect(status).toBe(1);
});

test.each([
  ["a huge message", 'new Error("x".repeat(2_000_000))'],
  [
    "a deep cause",
    "Array.from({ length: 5000 }).reduce((cause) => new Error('x'.repeat(500), { cause }), 1)",
  ],
  [
    "a cause of itself",
    "(() => { const error = new Error('x'); error.cause = error; error.list = [error]; return error; })()",
  ],
  [
    "thousands of frames",
    "(() => { Error.stackTraceLimit = 5000; const deep = (n) => (n > 0 ? deep(n - 1) : new Error('x')); return deep(4900); })()",
  ],
  ["a string", "'x'.repeat(2_000_000)"],
  ["nothing", "undefined"],
])("the line of %s is bounded, and has frames", (_, thrown) => {
  const { lines, status } = run(`async () => { Promise.reject(${thrown}); await ${late}; }`, LAMBDA);
  const critical = lines.filter((line) => line.includes('"CRITICAL"'));
  expect(critical).toHaveLength(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(100 * 1024);
  expect(JSON.parse(critical[0] ?? "").error.stack).toMatch(/\n {4}at /);
  expect(status).toBe(1);
});

test("outside Lambda it is Node.js's matter", () => {
  const { lines } = run(`async () => { Promise.reject(new Error("boom")); await ${late}; }`, {});
  expect(lines.join("\n")).not.toContain("CRITICAL");
});
