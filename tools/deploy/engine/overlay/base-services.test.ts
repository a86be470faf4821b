import { expect, test } from "@jest/globals";
import { desire } from "../../plan/desired";
import { testEnvironment } from "../../testing/fixtures/environment";
import { serviceOf } from "../../testing/fixtures/service";
import { differs } from "./base-services";

const base = testEnvironment();
const desired = desire(serviceOf({ service: "orders", description: "one", functions: [] }), base);
const { name, tags, parameters, artifact } = desired.stack;

test.each([
  ["UPDATE_COMPLETE", artifact.body, false],
  ["UPDATE_ROLLBACK_COMPLETE", artifact.body, false],
  // The tag of the template is that of the change that was undone.
  ["UPDATE_ROLLBACK_COMPLETE", "{}", true],
  ["UPDATE_ROLLBACK_FAILED", artifact.body, true],
])("a stack of the base that is %s, with the template %.20s", (status, template, expected) => {
  const stack = { name, id: "arn", status, tags, parameters, template, outputs: {}, exports: [] };
  expect(differs(desired, base, { stack, functions: {} })).toBe(expected);
});
