import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { createColors } from "../../../../terminal/colors";
import type { FunctionOutcome } from "../../../context/outcome";
import { FerryError } from "../../../error";
import { desire } from "../../../plan/desired";
import { testEnvironment } from "../../../testing/fixtures/environment";
import { type TestOutcome, unchanged } from "../../../testing/fixtures/outcome";
import { serviceOf } from "../../../testing/fixtures/service";
import { verbOf } from "../../verbs/verbs";
import { report } from "../report";
import { failure } from "./failure";
import { summary } from "./summary";

const desired = desire(
  serviceOf({
    service: "orders",
    description: "",
    functions: [
      { name: "orders", memory: 128, code: "first" },
      { name: "orders-report", memory: 128, code: "second" },
    ],
  }),
  testEnvironment(),
);

/** An outcome whose functions are changed so, in order. */
function outcome(...changes: Partial<FunctionOutcome>[]): TestOutcome {
  const begun = unchanged(desired);
  begun.functions.forEach((entry, index) => {
    Object.assign(entry, { before: "4", version: "4", build: "up-to-date" }, changes[index]);
  });
  return { ...begun, observed: true, url: "http://127.0.0.1:4081/orders" };
}

function printed(
  command: "deploy" | "plan" | "destroy",
  one: TestOutcome,
  width = 120,
  colour = false,
): string {
  const totals = report({
    command,
    environment: "test",
    outcomes: [one],
    downloadedBytes: 0,
    apiCalls: { total: 6, writes: 3, byOperation: {} },
    durationMs: 1_874,
    error: one.error,
  });
  const form = verbOf([command])?.summary;
  if (!form) throw new Error(`${command} has no summary`);
  const style = { colors: createColors(colour), width };
  const lines = [
    summary([one], totals, form, style),
    ...(one.error ? [failure(one.error, [one], style)] : []),
  ];
  return `\n${lines.join("\n")}\n`;
}

const updated: Partial<FunctionOutcome> = {
  action: "update",
  reason: "code",
  build: "built",
  version: "5",
  uploadedBytes: 312_345,
  written: true,
};

describe("what people read", () => {
  test("where nothing changed", () => {
    expect(printed("deploy", outcome())).toMatchInlineSnapshot(`
"
orders → test
  stack      no change
  function   test-orders          no change   version 4
  function   test-orders-report   no change   version 4
  live at    http://127.0.0.1:4081/orders
uploaded 0 B · 6 calls · 1.9 s
"
`);
  });

  test("where one function changed", () => {
    expect(printed("deploy", outcome(updated))).toMatchInlineSnapshot(`
"
orders → test
  stack      no change
  function   test-orders          updated     version 4 → 5   312 kB   code changed, built here
  function   test-orders-report   no change   version 4
  live at    http://127.0.0.1:4081/orders
uploaded 312 kB · 6 calls · 1.9 s
"
`);
  });

  test("on a narrow terminal", () => {
    const lines = printed("deploy", outcome(updated), 60);
    expect(Math.max(...lines.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines).toMatchInlineSnapshot(`
"
orders → test
  stack      no change
  function   test-orders          updated     version 4 → 5
             312 kB   code changed, built here
  function   test-orders-report   no change   version 4
  live at    http://127.0.0.1:4081/orders
uploaded 312 kB · 6 calls · 1.9 s
"
`);
  });

  test("of a plan", () => {
    const one = outcome({ action: "update", reason: "configuration" });
    one.stack.action = "update";
    expect(printed("plan", one)).toMatchInlineSnapshot(`
"
orders → test
  stack      test-orders          would be updated
  function   test-orders          would be updated   version 4   312 kB   configuration changed
  function   test-orders-report   no change          version 4
  live at    http://127.0.0.1:4081/orders
2 changes to deploy · 6 calls · 1.9 s
"
`);
  });

  test("of a failure, which says what is live", () => {
    const one = outcome(updated);
    one.error = new FerryError("FunctionFailed", "version 6 of test-orders-report is not usable: no memory", {
      next: "correct it and deploy again",
    });
    expect(printed("deploy", one)).toMatchInlineSnapshot(`
"
orders → test   failed
  stack      no change
  function   test-orders          updated     version 4 → 5   312 kB   code changed, built here
  function   test-orders-report   no change   version 4
uploaded 312 kB · 6 calls · 1.9 s
error: version 6 of test-orders-report is not usable: no memory
live now: test-orders version 5
live now: test-orders-report version 4 (unchanged)
next: correct it and deploy again
"
`);
  });

  test("of a failure before anything was seen, which says nothing of what is there", () => {
    const one = unchanged(desired);
    one.error = new FerryError("CredentialsMissing", "there are no credentials", { next: "log in" });
    expect(printed("deploy", one)).toMatchInlineSnapshot(`
"
orders → test   failed
uploaded 0 B · 6 calls · 1.9 s
error: there are no credentials
live now: test-orders as it was before
live now: test-orders-report as it was before
next: log in
"
`);
  });

  test("of a new service whose code did not go live", () => {
    const created = { action: "create", reason: "new", build: "built", written: true } as const;
    const one = outcome(
      { ...created, before: undefined, version: "1", placeholder: true, uploadedBytes: 312_345 },
      { ...created, before: undefined, version: "2" },
    );
    Object.assign(one.stack, { action: "create", written: true });
    one.error = new FerryError("Interrupted", "interrupted while working on test-orders");
    expect(printed("deploy", one)).toMatchInlineSnapshot(`
"
orders → test   failed
  stack      test-orders          created
  function   test-orders          created   not live yet   312 kB   new, built here
  function   test-orders-report   created   version 2      312 kB   new, built here
uploaded 312 kB · 6 calls · 1.9 s
error: interrupted while working on test-orders
live now: test-orders has no code yet: version 1 is the new stack's placeholder
live now: test-orders-report version 2
"
`);
  });

  test("of a stack that is gone", () => {
    const one = outcome(
      { action: "delete", written: true, version: undefined },
      { action: "delete", written: true, version: undefined },
    );
    Object.assign(one.stack, { action: "delete", written: true });
    expect(printed("destroy", one)).toMatchInlineSnapshot(`
"
orders → test
  stack      test-orders          deleted
  function   test-orders          deleted
  function   test-orders-report   deleted
3 changes · 6 calls · 1.9 s
"
`);
  });

  test("has colour only where it is asked for, in the same words", () => {
    const plain = printed("deploy", outcome(updated));
    const coloured = printed("deploy", outcome(updated), 120, true);
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe("what programs read", () => {
  test("has the members of design.md", () => {
    const one = outcome(updated);
    one.functions.length = 1;
    const result = report({
      command: "deploy",
      environment: "test",
      outcomes: [one],
      downloadedBytes: 0,
      apiCalls: { total: 1, writes: 0, byOperation: { "Lambda.ListFunctions": 1 } },
      durationMs: 12.7,
      error: undefined,
    });
    expect(result).toMatchInlineSnapshot(`
{
  "apiCalls": {
    "byOperation": {
      "Lambda.ListFunctions": 1,
    },
    "total": 1,
    "writes": 0,
  },
  "command": "deploy",
  "downloadedBytes": 0,
  "durationMs": 13,
  "env": "test",
  "services": [
    {
      "functions": [
        {
          "action": "update",
          "build": "built",
          "digest": "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e",
          "name": "test-orders",
          "reason": "code",
          "size": 312345,
          "target": "//services/orders:orders",
          "uploadedBytes": 312345,
          "version": "5",
        },
      ],
      "service": "orders",
      "stack": {
        "action": "none",
        "digest": "a71e756b25c906323cab37a135b1a0d0218e3affca032efc406bb1f72ed0badf",
        "name": "test-orders",
      },
      "url": "http://127.0.0.1:4081/orders",
    },
  ],
  "uploadedBytes": 312345,
  "version": 1,
}
`);
  });

  test("names the error, and each service that failed", () => {
    const one = outcome();
    one.error = new FerryError("StackFailed", "the update failed", { next: "correct it" });
    const { error } = report({
      command: "deploy",
      environment: "test",
      outcomes: [one],
      downloadedBytes: 0,
      apiCalls: { total: 0, writes: 0, byOperation: {} },
      durationMs: 0,
      error: one.error,
    });
    expect(error).toMatchInlineSnapshot(`
{
  "code": "StackFailed",
  "fault": "user",
  "message": "the update failed",
  "next": "correct it",
  "services": [
    {
      "code": "StackFailed",
      "message": "the update failed",
      "service": "orders",
    },
  ],
}
`);
  });
});
