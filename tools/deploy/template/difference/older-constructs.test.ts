import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { loadedResourceTypes } from "../../testing/fixtures/resource-types";
import { type Instantiation, parseTemplate } from "../template";
import { templateDifference } from "./compare";

const types = loadedResourceTypes();

/** A template with values of its parameters, else their defaults. */
function made(file: string, values: Readonly<Record<string, string>>): Instantiation {
  const template = parseTemplate(readFileSync(join(__dirname, "../../../..", file), "utf8"), file);
  const defaults = Object.entries(template.parameters).map(([name, { Default = "" }]) => [name, Default]);
  return { template, parameters: { ...Object.fromEntries(defaults), Environment: "pr-7", ...values } };
}

/** A service of each construct, as 78bbb05 synthesized it: the last commit before references became parameters. */
const older = made("tools/deploy/testing/fixtures/older/everything.golden.json", {});
const newer = (values: Readonly<Record<string, string>>) =>
  made("platform/constructs/fixtures/everything.golden.json", {
    ImportOrdersUrl: "https://orders.example",
    ...values,
  });

const changed = (from: Instantiation, to: Instantiation) =>
  templateDifference(from, to, types).resources.map(
    ({ logicalId, action, replacement }) => `${logicalId} ${action}, replaced: ${replacement}`,
  );

/** The function has the value of its import from elsewhere. */
const FUNCTION = "EverythingFunction change, replaced: no";
const RULES = ["EverythingOnOrdersRule", "EverythingOrderCapturesQueueFromOrders"].map(
  (rule) => `${rule} change, replaced: no`,
);

test("an environment that an older Ferry made becomes a base: only the function is updated", () => {
  expect(changed(older, newer({}))).toEqual([FUNCTION]);
});

test("it becomes an overlay: neither more nor otherwise", () => {
  expect(changed(older, newer({ OrdersEnvironment: "dev-main" }))).toEqual([FUNCTION]);
});

test("one that listens to the base: its rules are updated, and nothing is replaced", () => {
  const listening = newer({ OrdersEnvironment: "dev-main", Listen: "true" });
  expect(changed(older, listening)).toEqual([FUNCTION, ...RULES].sort());
  expect(
    templateDifference(newer({}), listening, types).resources.map(({ properties }) => properties),
  ).toEqual(
    RULES.map(() => [
      {
        path: "Properties.EventPattern.source",
        from: '["pr-7.orders"]',
        to: '["dev-main.orders"]',
        replacement: "no",
      },
    ]),
  );
});
