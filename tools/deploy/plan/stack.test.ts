import { expect, test } from "@jest/globals";
import type { ObservedStack } from "../model/observed";
import { parseTemplate } from "../template/template";
import { testEnvironment } from "../testing/fixtures/environment";
import { serviceOf } from "../testing/fixtures/service";
import { answering, deployableTemplate } from "../testing/scene/deployable";
import { type DesiredStack, desire } from "./desired";
import { planStack } from "./stack";

test.each([
  ["with NoEcho is shown as asterisks, and no change", { NoEcho: true }, "****", "none"],
  ["with NoEcho as a text is too", { NoEcho: "true" }, "****", "none"],
  ["that has changed is an update", {}, "debug", "update"],
  ["that has changed is an update, with NoEcho turned off too", { NoEcho: false }, "debug", "update"],
])("a parameter %s", (_, hiding, value, action) => {
  const service = serviceOf({
    service: "orders",
    description: "one",
    functions: [{ name: "orders", memory: 128, code: "first" }],
  });
  const { template } = service.stack;
  const parameters = { Level: { Type: "String", Default: "info", ...hiding } };
  const stack = { ...service.stack, template: { ...template, parameters } };
  const wanted = desire({ ...service, stack }, testEnvironment()).stack;
  const observed = {
    ...{ name: wanted.name, id: "arn", status: "UPDATE_COMPLETE", tags: wanted.tags },
    ...{ parameters: { Level: value }, outputs: {}, exports: [] },
  };
  expect(planStack(wanted, observed).action).toBe(action);
});

/** A service whose alias is described by a parameter. */
function described() {
  const body = deployableTemplate({
    ...answering("orders", "one"),
    alias: { Description: { Ref: "Level" } },
  });
  const service = serviceOf({
    service: "orders",
    description: "one",
    functions: [{ name: "orders", memory: 128, code: "first" }],
  });
  const stack = { ...service.stack, body, template: parseTemplate(body, "the template") };
  return { ...service, stack };
}

function existing(wanted: DesiredStack, status: string): ObservedStack {
  const { name, tags, parameters, artifact } = wanted;
  return { name, id: "arn", status, tags, parameters, outputs: {}, exports: [], template: artifact.body };
}

test("after a rollback, a template that was sent unchanged is the desired one", () => {
  const wanted = desire(described(), testEnvironment()).stack;
  expect(planStack(wanted, existing(wanted, "UPDATE_ROLLBACK_COMPLETE")).action).toBe("none");
});

test.each([false, true])(
  "what has termination protection is never planned to be deleted (protected: %s)",
  (on) => {
    const wanted = { ...desire(described(), testEnvironment()).stack, protected: on };
    for (const status of ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "CREATE_FAILED"])
      expect(() => planStack(wanted, { ...existing(wanted, status), terminationProtected: true })).toThrow(
        on
          ? "deploy deletes nothing in a protected environment"
          : "although its environment is not protected",
      );
  },
);
