import { expect, test } from "@jest/globals";
import { codeParameters } from "../../cloudformation/first-code";
import type { ObservedStack } from "../model/observed";
import { parseTemplate } from "../template/template";
import { testEnvironment } from "../testing/fixtures/environment";
import { serviceOf } from "../testing/fixtures/service";
import { answering, deployableTemplate } from "../testing/scene/deployable";
import { type DesiredService, type DesiredStack, desire } from "./desired";
import { firstCodeValues } from "./first-code";
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

const NAMES = codeParameters(["orders"]);

/** A service that was built, after its stack was created. */
function service(digest: string, description: string, firstCode = true) {
  const body = deployableTemplate({ ...answering("orders", "one"), firstCode, description });
  const built = serviceOf({
    service: "orders",
    description,
    functions: [{ name: "orders", memory: 128, code: digest }],
  });
  return { ...built, stack: { ...built.stack, body, template: parseTemplate(body, "the template") } };
}

const wanted = (digest: string, description = "one", firstCode?: boolean): DesiredService =>
  desire(service(digest, description, firstCode), testEnvironment());

function created({ stack }: DesiredService, code: Record<string, string>, status: string): ObservedStack {
  const { name, tags, artifact } = stack;
  const parameters = { ...stack.parameters, ...code };
  return { name, id: "arn", status, tags, parameters, outputs: {}, exports: [], template: artifact.body };
}

const ofCode = (parameters: Readonly<Record<string, string>>) =>
  Object.fromEntries(NAMES.map((name) => [name, parameters[name]]));

test("only the creation of a stack brings code", () => {
  const first = wanted("first");
  const { sha256 } = first.functions[0]?.artifact.digest ?? { sha256: "" };
  const values = firstCodeValues(first, "bucket", "by:ada");
  expect(values).toEqual({
    CodeBucket: "bucket",
    CodeOrigin: "by:ada",
    OrdersCodeDigest: sha256,
    OrdersCodeSha256: Buffer.from(sha256, "hex").toString("base64"),
  });
  for (const status of ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]) {
    const observed = created(first, values, status);
    // Other code is no change of the stack.
    expect(planStack(wanted("second").stack, observed).action).toBe("none");
    const update = planStack(wanted("second", "two").stack, observed);
    expect([update.action, ofCode(update.desired.parameters)]).toEqual(["update", values]);
  }
});

test("a stack that is to be created anew begins without the code of the old one", () => {
  const first = wanted("first");
  const failed = created(first, firstCodeValues(first, "bucket", ""), "ROLLBACK_COMPLETE");
  const { action, desired } = planStack(wanted("second").stack, failed);
  expect([action, ofCode(desired.parameters)]).toEqual(["create", ofCode(first.stack.parameters)]);
});

test("a stack that was created with placeholders keeps them", () => {
  const before = wanted("first", "one", false);
  const { action, desired } = planStack(wanted("first").stack, created(before, {}, "CREATE_COMPLETE"));
  expect(action).toBe("update");
  expect(new Set(Object.values(ofCode(desired.parameters)))).toEqual(new Set([""]));
});

test("environments cannot set what only a creation may", () => {
  const parameters = { OrdersCodeDigest: "ab", CodeBucket: "elsewhere" };
  const { stack } = desire(service("first", "one"), { ...testEnvironment(), parameters });
  expect(new Set(Object.values(ofCode(stack.parameters)))).toEqual(new Set([""]));
});

test("a parameter that makes no difference is no change, and one that does is", () => {
  const refers = { orders: { events: ["orders.OrderPlaced.v1"] } };
  const source = (name: string): unknown => ({ "Fn::Sub": `\${${name}}.orders` });
  const rule = {
    Type: "AWS::Events::Rule",
    Properties: {
      EventPattern: {
        source: [{ "Fn::If": ["HearsOrders", source("OrdersEnvironment"), source("Environment")] }],
      },
    },
  };
  const template = JSON.parse(
    deployableTemplate({ ...answering("mail", "one"), resources: { Rule: rule }, refers }),
  );
  // The function of other tests has every parameter in a variable.
  template.Resources.Function.Properties.Environment.Variables = {};
  template.Conditions = {
    HearsOrders: {
      "Fn::And": [
        { "Fn::Not": [{ "Fn::Equals": [{ Ref: "OrdersEnvironment" }, ""] }] },
        { "Fn::Equals": [{ Ref: "Listen" }, "true"] },
      ],
    },
  };
  const body = JSON.stringify(template);
  const built = serviceOf({ service: "mail", description: "", functions: [] });
  const { stack } = desire(
    { ...built, stack: { ...built.stack, body, template: parseTemplate(body, "t") } },
    testEnvironment(),
  );
  const placed = (OrdersEnvironment: string, Listen: string): DesiredStack => ({
    ...stack,
    parameters: { ...stack.parameters, OrdersEnvironment, Listen },
    unresolved: [],
  });
  const action = (from: DesiredStack, to: DesiredStack): string =>
    planStack(to, existing(from, "UPDATE_COMPLETE")).action;
  const own = placed("", "false");
  expect(action(own, placed("", "true"))).toBe("none");
  expect(action(own, placed("dev-main", "false"))).toBe("none");
  expect(action(own, placed("dev-main", "true"))).toBe("update");
  expect(action(placed("dev-main", "true"), placed("pr-1", "true"))).toBe("update");
  expect(action(placed("dev-main", "true"), own)).toBe("update");
});
