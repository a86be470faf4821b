import { expect, test } from "@jest/globals";
import { serviceOf } from "../testing/artifacts";
import { testEnvironment } from "../testing/environment";
import { desire } from "./desired";
import { planStack } from "./stack";

test.each([
  ["with NoEcho is shown as asterisks, and no change", { NoEcho: true }, "****", "none"],
  ["with NoEcho as a text is so, too", { NoEcho: "true" }, "****", "none"],
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
