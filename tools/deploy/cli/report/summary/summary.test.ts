import { describe, expect, test } from "@jest/globals";
import { createColors } from "../../../../terminal/colors";
import { FerryError } from "../../../error";
import { desire } from "../../../plan/desired";
import { testEnvironment } from "../../../testing/fixtures/environment";
import { type TestOutcome, unchanged } from "../../../testing/fixtures/outcome";
import { serviceOf } from "../../../testing/fixtures/service";
import { verbOf } from "../../verbs/verbs";
import { report } from "../report";
import { failure } from "./failure";
import { summary } from "./summary";

function service(name: string): TestOutcome {
  const functions = [{ name, memory: 128, code: "first" }];
  const begun = unchanged(
    desire(serviceOf({ service: name, description: "", functions }), testEnvironment()),
  );
  for (const entry of begun.functions) Object.assign(entry, { before: "4", version: "4" });
  return { ...begun, observed: true };
}

function printed(
  command: "deploy" | "plan" | "destroy",
  outcomes: readonly TestOutcome[],
  error?: FerryError,
): string {
  const totals = report({
    command,
    environment: "test",
    outcomes,
    downloadedBytes: 0,
    apiCalls: { total: 40, writes: 0, byOperation: {} },
    durationMs: 2_000,
    error,
  });
  const form = verbOf([command])?.summary;
  if (!form) throw new Error(`${command} has no summary`);
  const style = { colors: createColors(false), width: 120 };
  const lines = [summary(outcomes, totals, form, style), ...(error ? [failure(error, outcomes, style)] : [])];
  return `\n${lines.join("\n")}\n`;
}

const many = (count: number): TestOutcome[] =>
  Array.from({ length: count }, (_, index) => service(`s${index}`));

describe("a summary of many services", () => {
  test("has one line for those that did not change", () => {
    const changed = service("orders");
    Object.assign(changed.functions[0] ?? {}, { action: "update", reason: "code", version: "5" });
    expect(printed("deploy", [changed, ...many(248)])).toMatchInlineSnapshot(`
"
248 services unchanged
orders → test
  stack      no change
  function   test-orders   updated   version 4 → 5   312 kB   code changed
uploaded 0 B · 40 calls · 2.0 s
"
`);
  });

  test("names them where they are few", () => {
    expect(printed("deploy", many(3)).match(/^s\d → test$/gm)).toHaveLength(3);
    expect(printed("deploy", many(4))).toMatchInlineSnapshot(`
"
4 services unchanged
uploaded 0 B · 40 calls · 2.0 s
"
`);
  });

  test("has what was skipped and what failed last, with what to do", () => {
    const [failed, skipped, more] = [service("orders"), service("billing"), service("mail")];
    failed.error = new FerryError("StackFailed", "the update failed", { next: "correct it" });
    const error = new FerryError("DependencyFailed", "orders failed");
    skipped.skipped = { error, of: ["orders"] };
    more.skipped = { error, of: ["billing", "orders"] };
    expect(printed("deploy", [failed, skipped, more, ...many(5)], failed.error)).toMatchInlineSnapshot(`
"
5 services unchanged
billing → test   skipped: it needs orders
mail → test   skipped: it needs billing, orders
orders → test   failed
  stack      no change
  function   test-orders   no change   version 4
uploaded 0 B · 40 calls · 2.0 s
error: the update failed
live now: test-orders version 4 (unchanged)
next: correct it
"
`);
  });

  test("prints an interruption once, and counts what it left as it was", () => {
    const outcomes = many(250);
    for (const [index, outcome] of outcomes.entries()) {
      if (index === 7) Object.assign(outcome.functions[0] ?? {}, { version: "5", written: true });
      if (index > 100) outcome.observed = false;
      outcome.error = new FerryError("Interrupted", `interrupted while working on s${index}`);
    }
    const text = printed("deploy", outcomes, outcomes[0]?.error);
    expect(text.slice(text.indexOf("error:"))).toMatchInlineSnapshot(`
"error: interrupted while working on s0
live now: test-s7 version 5
live now: 249 functions as before
"
`);
  });
});
