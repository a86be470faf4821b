import { expect, test } from "@jest/globals";
import { functionRecord } from "../apply/function/record";
import type { ServiceRecord } from "../bucket/record/record";
import { desire } from "../plan/desired";
import { AccountModel } from "../testing/fixtures/account-model";
import { testEnvironment } from "../testing/fixtures/environment";
import { serviceOf } from "../testing/fixtures/service";
import { isOvertaken } from "./recorded";

const shape = { service: "orders", description: "", functions: [{ name: "api", memory: 128, code: "one" }] };
const desired = desire(serviceOf(shape), testEnvironment());
const account = new AccountModel();
const name = desired.stack.name;
account.apply(desired);
const observed = account.observe(name);

/** What a deploy records of what is observed. */
const recorded: ServiceRecord = {
  template: desired.stack.artifact.digest,
  functions: Object.fromEntries(
    desired.functions.map(({ name: physical, artifact }) => {
      const live = observed.functions[physical]?.live;
      if (!live) throw new Error(`${physical} is not live`);
      return [artifact.name, functionRecord(live, "revision")];
    }),
  ),
  by: "alice",
  at: "2026-11-23T00:00:00.000Z",
};
const { template: _, ...rest } = recorded;
const begun: ServiceRecord = { ...rest, functions: {} };

/** The recorded functions, each with that version live. */
function moved(version: string): ServiceRecord["functions"] {
  return Object.fromEntries(
    Object.entries(recorded.functions).map(([key, entry]) => [key, { ...entry, version }]),
  );
}

test.each<[string, ServiceRecord | undefined, boolean]>([
  ["what was observed", recorded, false],
  ["nothing", undefined, false],
  ["only that a first deploy has begun", begun, false],
  ["another template", { ...recorded, template: "00".repeat(32) }, true],
  ["another version", { ...recorded, functions: moved("7") }, true],
])("a plan is old where the record says otherwise: %s", (_what, record, expected) => {
  expect(isOvertaken(desired, observed, record)).toBe(expected);
});

test("a plan is outdated if the record has a stack that was not observed", () => {
  expect(isOvertaken(desired, { functions: {} }, recorded)).toBe(true);
});
