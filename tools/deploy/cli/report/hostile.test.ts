import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { ProgressEvent } from "../../context/progress-event";
import { FerryError } from "../../error";
import type { VersionEntry } from "../../history/versions";
import { desire } from "../../plan/desired";
import type { LogLine } from "../../telemetry/logs/line";
import type { Measured } from "../../telemetry/metrics/series";
import type { Span } from "../../telemetry/traces/span";
import type { TemplateDifference } from "../../template/difference/difference";
import { testEnvironment } from "../../testing/fixtures/environment";
import { type TestOutcome, unchanged } from "../../testing/fixtures/outcome";
import { serviceOf } from "../../testing/fixtures/service";
import { verbOf } from "../verbs/verbs";
import { report } from "./report";
import { Reporter } from "./reporter";
import type { SummaryForm } from "./summary/summary";

/** Sets a title, clears, colours, turns the direction of writing, goes back in the line, and tries to pass for a line of ours. */
const HOSTILE = "\u001b]0;t\u0007\u001b[2J\u009b31m\u202e\u2028\r\nFORGED\nFORGED";

/** Members that choose among words of our own. */
const CHOOSING = new Set(
  "type kind how why action reason build step maker status level statistic unit change part replacement rebuild".split(
    " ",
  ),
);

/** The same with hostile text in each text, and in the names of what has any names. */
function poisoned<T>(value: T): T {
  if (typeof value === "string") return `${value}${HOSTILE}` as T;
  if (Array.isArray(value)) return value.map(poisoned) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (value instanceof Error) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    CHOOSING.has(name) && typeof member === "string" ? member : poisoned(member),
  ]);
  return Object.fromEntries(members) as T;
}

let stdout: string;
let stderr: string;
beforeEach(() => {
  stdout = "";
  stderr = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += text;
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  // Each reporter listens to both.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
});

/** Asserts that what was printed shows the hostile text and does nothing of what it wants. */
function expectHarmless(printed: string, isJson = false): void {
  const shown = isJson
    ? "\\u001b]0;t\\u0007\\u001b[2J\\u009b31m\\u202e"
    : "\\x1b]0;t\\x07\\x1b[2J\\u009b31m\\u202e";
  expect(printed).toContain(shown);
  expect(printed).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(printed).not.toMatch(/^FORGED/m);
}

function reporter(json = false, summary?: SummaryForm): Reporter {
  return new Reporter({ json, verbose: true, summary, variables: { FERRY_DEBUG: "1" } });
}

const version: VersionEntry = {
  version: "7",
  digest: "ab",
  maker: "ferry",
  live: true,
  at: "2026-11-30",
  commit: "c0ffee",
  dirty: false,
  by: "ada",
  deploy: "d",
  after: "6",
  template: "t",
  target: "//a:b",
};

const events: readonly ProgressEvent[] = [
  { type: "building", targets: ["//a:b"], rebuild: false },
  { type: "waiting", service: "a", stack: "a", status: "X", by: "ada" },
  { type: "locked", service: "a", by: "ada" },
  { type: "unlocked", service: "a", by: "ada", why: "forced" },
  { type: "stack", service: "a", stack: "a", step: "CREATE" },
  { type: "change-set", service: "a", stack: "a" },
  { type: "stack-event", service: "a", stack: "a", resource: "T", status: "CREATE_FAILED" },
  { type: "retained", service: "a", stack: "a", resources: ["T"] },
  { type: "unprotected", service: "a", stack: "a", cause: "c" },
  { type: "attested", service: "a", subjects: [{ target: "//a:b", sha256: "ab" }], keyId: "k" },
  { type: "upload", service: "a", name: "a", bytes: 1 },
  { type: "publish", service: "a", name: "a" },
  { type: "switch", service: "a", name: "a", version: "1" },
  { type: "unpruned", service: "a", name: "a", cause: "c" },
  { type: "not-kept", service: "a", name: "a", what: "source map", cause: "c" },
  { type: "replan", service: "a", cause: "c" },
];

test.each(events.map((event) => [event.type, event] as const))("progress: %s", (_type, event) => {
  reporter().emit(poisoned(event));
  expectHarmless(stderr);
  expect(
    stderr
      .trimEnd()
      .split("\n")
      .slice(1)
      .every((line) => line.startsWith(" ")),
  ).toBe(true);
});

const difference: TemplateDifference = {
  resources: [
    {
      logicalId: "T",
      type: "AWS::X::Y",
      action: "replace",
      replacement: "yes",
      dataLoss: true,
      renamedFrom: "U",
      nameTaken: "n",
      properties: [{ path: "Properties.A", from: "1", to: "2", via: "W", replacement: "yes" }],
    },
  ],
  parameters: [{ name: "P", action: "change", from: "1", to: "2" }],
  outputs: [{ name: "O", action: "add", to: "2" }],
  conditions: [{ name: "C", action: "remove", from: "true" }],
};

function outcome(): TestOutcome {
  const functions = [{ name: "orders", memory: 128, code: "first" }];
  const desired = desire(serviceOf({ service: "orders", description: "", functions }), testEnvironment());
  const why = {
    since: "c0ffee",
    causes: [
      { kind: "file", part: "content", path: "a.ts", change: "renamed", from: "b.ts" },
      { kind: "package", part: "build", name: "tea", from: ["1"], to: ["2"] },
    ],
    notes: ["n"],
  };
  const begun = unchanged(desired);
  begun.functions.forEach((entry) => {
    Object.assign(entry, {
      before: "4",
      version: "5",
      drift: [
        { kind: "alias", from: "1", to: "2" },
        { kind: "configuration", settings: ["Environment.X"] },
      ],
      why,
      versions: [version],
    });
  });
  Object.assign(begun.stack, { action: "update", retained: ["T"], why });
  return poisoned({
    ...begun,
    observed: true,
    url: "http://u",
    changes: difference,
    unfinished: { by: "ada", at: "2026" },
  }) as TestOutcome;
}

const failed = new FerryError("StackFailed", `it failed${HOSTILE}`, {
  next: `correct it${HOSTILE}`,
  cause: new Error(HOSTILE),
});

describe.each(["deploy", "plan", "history", "rollback"] as const)("the summary of %s", (command) => {
  test.each([false, true])("with a failure, as JSON: %s", async (json) => {
    const one = outcome();
    if (command === "rollback" && one.functions[0])
      one.functions[0].rollback = {
        name: "orders",
        from: poisoned({ ...version, template: "s" }),
        to: poisoned(version),
      };
    const outcomes = command === "deploy" ? [one, { ...outcome(), error: failed }] : [one];
    const totals = report({
      command,
      environment: "test",
      outcomes,
      downloadedBytes: 0,
      apiCalls: { total: 6, writes: 3, byOperation: {} },
      durationMs: 1,
      error: failed,
    });
    await reporter(json, verbOf([command])?.summary).finish(
      { ...totals, out: `plan.json${HOSTILE}` },
      outcomes,
      failed,
    );
    expectHarmless(stderr);
    if (json) expectHarmless(stdout, true);
  });
});

test("what a person is asked to confirm", async () => {
  await reporter().plan([outcome()], "test");
  expectHarmless(stderr);
});

test("what has to be deleted before a stack can be created", async () => {
  const one = outcome();
  const [left] = difference.resources;
  const resources = left
    ? [poisoned({ ...left, properties: [] })].map((two) => ({ ...two, action: "remove" as const }))
    : [];
  Object.assign(one.stack, { action: "create", deletesFirst: "DELETE_FAILED" });
  const alone = { ...one, changes: { ...difference, resources }, unfinished: undefined, functions: [] };
  await reporter().plan([alone], "test");
  expectHarmless(stderr);
});

const line: LogLine = {
  timestamp: 0,
  function: "local-orders",
  version: "5",
  kind: "log",
  level: "ERROR",
  message: "m",
  fields: {
    [`k${HOSTILE}`]: "v",
    error: { name: "E", message: "m", stack: "E: m\n at f", cause: { name: "C", message: "c" } },
  },
};

describe.each(["log", "text", "platform"] as const)("a line of a log: %s", (kind) => {
  test.each([false, true])("as JSON: %s", (json) => {
    reporter(json).log(poisoned({ ...line, kind }), undefined, poisoned(version));
    expectHarmless(stdout, json);
    if (!json) expectHarmless(stderr);
  });
});

test("a line of a log as it was logged", () => {
  reporter().log(line, "\u001b[2Jraw\u009b", undefined);
  expect(stdout).toBe("\\x1b[2Jraw\\u009b\n");
});

test("the end of the log of an invocation, whose answer is for programs as it is", () => {
  reporter().invocation("\u001b[2J", [poisoned(line)]);
  expectHarmless(stderr);
  expect(stdout).toBe("\u001b[2J\n");
});

test("a stack trace", () => {
  const source = { path: "a.ts", line: 1, column: 2, function: "f", code: "code" };
  const code = { function: "f", version: "5", entry: version, buildId: "b", assumed: true };
  // Its lines are lines already.
  const lines = [{ text: "  at f\u001b[2J" }, poisoned({ text: "  at g", source })];
  reporter().stackTrace({ ...poisoned(code), assumed: true, lines });
  expectHarmless(stdout);
  expectHarmless(stderr);
});

const span: Span = {
  id: "1",
  traceId: "1-2",
  name: "orders",
  detail: "PutItem",
  start: 0,
  durationMs: 10,
  inProgress: false,
  status: "fault",
  cause: "no",
  follows: [],
  children: [],
};

test("a trace as a waterfall, and traces as a list", () => {
  const wide = { ...poisoned(span), children: [poisoned(span)] };
  reporter().trace([wide], [poisoned({ function: "f", version: "1", buildId: "b", entry: version })]);
  expectHarmless(stdout);
  stdout = "";
  reporter().traces(
    [
      poisoned({
        id: "1",
        start: 0,
        durationMs: 1,
        status: "fault" as const,
        services: ["a"],
        entry: "b",
        cause: "c",
      }),
    ],
    true,
  );
  expectHarmless(stdout);
});

test.each([true, false])("metrics, in full: %s", (inFull) => {
  const metric = { namespace: "n", name: "m", dimensions: {} };
  const one: Measured = {
    service: "orders",
    label: "l",
    metric,
    statistic: "Sum",
    unit: "count",
    points: [{ time: 0, value: 1 }],
  };
  reporter().metrics([poisoned(one)], { since: 0, until: 60_000, period: 60 }, inFull);
  expectHarmless(stdout);
});

test("dead letters", () => {
  reporter().deadLetters(poisoned({ queue: "q", messages: 1, of: "queue" as const, service: "orders" }), {
    account: "000000000000",
    region: "us-east-1",
  });
  expect(stderr).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});
