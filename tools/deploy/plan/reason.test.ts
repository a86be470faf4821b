import { describe, expect, test } from "@jest/globals";
import type { ObservedService } from "../model/observed";
import { AccountModel } from "../testing/fixtures/account-model";
import { testEnvironment } from "../testing/fixtures/environment";
import { planOf } from "../testing/fixtures/plan";
import { type ServiceShape, serviceOf } from "../testing/fixtures/service";
import { desire } from "./desired";

const base: ServiceShape = {
  service: "orders",
  description: "one",
  functions: [{ name: "orders", memory: 128, code: "first" }],
};

/** The plan for `next` if `base` is deployed, in one line. */
function planned(
  next: ServiceShape,
  parameters = {},
  change = (observed: ObservedService) => observed,
): string {
  const account = new AccountModel();
  const before = desire(serviceOf(base), testEnvironment());
  account.apply(before);
  const wanted = desire(serviceOf(next), testEnvironment(parameters));
  const { stack, functions } = planOf(wanted, change(account.observe(wanted.stack.name)));
  return [
    stack.action,
    ...functions.map((one) => `${one.action}/${one.reason}${one.upload ? "/upload" : ""}`),
  ].join(" ");
}

/** The observation with another stack status. */
const status =
  (value: string) =>
  (observed: ObservedService): ObservedService =>
    observed.stack ? { ...observed, stack: { ...observed.stack, status: value } } : observed;

describe("what a change leads to", () => {
  test("nothing", () => {
    expect(planned(base)).toMatchInlineSnapshot(`"none none/none"`);
  });
  test("code", () => {
    expect(
      planned({ ...base, functions: [{ name: "orders", memory: 128, code: "second" }] }),
    ).toMatchInlineSnapshot(`"none update/code/upload"`);
  });
  test("memory", () => {
    expect(
      planned({ ...base, functions: [{ name: "orders", memory: 256, code: "first" }] }),
    ).toMatchInlineSnapshot(`"update update/configuration"`);
  });
  test("code and memory", () => {
    expect(
      planned({ ...base, functions: [{ name: "orders", memory: 256, code: "second" }] }),
    ).toMatchInlineSnapshot(`"update update/code/upload"`);
  });
  test("a part of the template that is no function's", () => {
    expect(planned({ ...base, description: "two" })).toMatchInlineSnapshot(`"update none/none"`);
  });
  test("a parameter that the function uses", () => {
    expect(planned(base, { Level: "debug" })).toMatchInlineSnapshot(`"update update/configuration"`);
  });
  test("another function", () => {
    const functions = [...base.functions, { name: "extra", memory: 128, code: "first" }];
    expect(planned({ ...base, functions })).toMatchInlineSnapshot(`"update none/none create/new/upload"`);
  });
  test("no stack", () => {
    expect(planned(base, {}, () => ({ functions: {} }))).toMatchInlineSnapshot(`"create create/new/upload"`);
  });
  test("a stack that was never created, only reserved by a change set", () => {
    expect(planned(base, {}, status("REVIEW_IN_PROGRESS"))).toMatchInlineSnapshot(
      `"create create/new/upload"`,
    );
  });
  test("a stack whose creation failed", () => {
    expect(planned(base, {}, status("ROLLBACK_COMPLETE"))).toMatchInlineSnapshot(
      `"create create/new/upload"`,
    );
  });
  test("a rollback that left this very template", () => {
    expect(planned(base, {}, status("UPDATE_ROLLBACK_COMPLETE"))).toMatchInlineSnapshot(`"none none/none"`);
  });
  test("a rollback that left another template than the tag says", () => {
    const other = (observed: ObservedService): ObservedService =>
      observed.stack
        ? { ...observed, stack: { ...observed.stack, status: "UPDATE_ROLLBACK_COMPLETE", template: "{}" } }
        : observed;
    expect(planned(base, {}, other)).toMatchInlineSnapshot(`"update update/configuration"`);
  });
});

describe("what needs manual intervention", () => {
  test("an update that failed half-way and was not rolled back", () => {
    expect(() => planned(base, {}, status("UPDATE_FAILED"))).toThrowErrorMatchingInlineSnapshot(
      `"the stack test-orders is UPDATE_FAILED: an update failed"`,
    );
  });
  test("an update in EXPRESS mode that failed half-way, which CloudFormation cannot roll back", () => {
    const express = (observed: ObservedService): ObservedService =>
      observed.stack
        ? { ...observed, stack: { ...observed.stack, status: "UPDATE_FAILED", express: true } }
        : observed;
    expect(() => planned(base, {}, express)).toThrow(
      expect.objectContaining({ next: expect.stringMatching(/^update it to .*DisableRollback=true /) }),
    );
  });
  test("a rollback that failed", () => {
    expect(() => planned(base, {}, status("UPDATE_ROLLBACK_FAILED"))).toThrowErrorMatchingInlineSnapshot(
      `"the stack test-orders is UPDATE_ROLLBACK_FAILED: a rollback failed"`,
    );
  });
  test("a foreign stack", () => {
    const foreign = (observed: ObservedService): ObservedService =>
      observed.stack ? { ...observed, stack: { ...observed.stack, tags: {} } } : observed;
    expect(() => planned(base, {}, foreign)).toThrowErrorMatchingInlineSnapshot(
      `"a stack test-orders already exists, and Ferry did not create it"`,
    );
  });
  test("a stack of another service", () => {
    const foreign = (observed: ObservedService): ObservedService =>
      observed.stack
        ? { ...observed, stack: { ...observed.stack, tags: { "ferry:service": "billing" } } }
        : observed;
    expect(() => planned(base, {}, foreign)).toThrowErrorMatchingInlineSnapshot(
      `"a stack test-orders already exists, and it belongs to the service "billing""`,
    );
  });
  test("a function that was deleted outside CloudFormation", () => {
    const without = (observed: ObservedService): ObservedService => ({ ...observed, functions: {} });
    expect(() => planned(base, {}, without)).toThrowErrorMatchingInlineSnapshot(
      `"the stack test-orders is up to date, but the function test-orders is missing: it was deleted outside CloudFormation"`,
    );
  });
});
