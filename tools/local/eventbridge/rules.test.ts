import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Collection } from "../state/store";
import type { Rule } from "./rule";
import { Rules } from "./rules";

const folder = mkdtempSync(join(tmpdir(), "ferry-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a rule of an older account, with an operator that is not supported any more, is kept and selects nothing", () => {
  const pattern = JSON.stringify({ amount: [{ numeric: [">", 100] }] });
  const rule: Rule = { name: "old", pattern, state: "ENABLED", targets: [] };
  new Collection<Rule>(join(folder, "rules")).put(rule.name, rule);
  const rules = new Rules(folder, { region: "us-east-1", accountId: "000000000000" });
  expect(rules.get("old").pattern).toContain("numeric");
  expect(rules.matching({ amount: 200 })).toEqual([]);
});
