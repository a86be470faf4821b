import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ProgressEvent } from "../context/progress-event";
import { desire } from "../plan/desired";
import type { Action } from "../plan/plan";
import { serviceOf } from "../testing/artifacts";
import { testEnvironment } from "../testing/environment";
import { planOf } from "../testing/plan";
import { type Estimate, Estimator } from "./estimate";

/** A plan that changes the given functions of a service, and its stack where asked for. */
function plan(service: string, names: readonly string[], stack: Action = "none") {
  const functions = names.map((name) => ({ name, memory: 128, code: "first" }));
  const desired = desire(serviceOf({ service, description: "one", functions }), testEnvironment());
  const fresh = planOf(desired, { functions: {} });
  return { ...fresh, stack: { ...fresh.stack, action: stack } };
}

class Deploy {
  now = 0;
  rate = 15;
  readonly estimator = new Estimator({ rate: () => this.rate, now: () => this.now, atOnce: 8 });

  after(event: ProgressEvent, seconds = 0): Estimate | undefined {
    this.now += seconds * 1_000;
    return this.estimator.after(event);
  }
}

const upload = (service: string, name: string) =>
  ({ type: "upload", service, name: `test-${name}`, bytes: 1 }) as const;
const publish = (service: string, name: string) =>
  ({ type: "publish", service, name: `test-${name}` }) as const;
const toLive = (service: string, name: string) =>
  ({ type: "switch", service, name: `test-${name}`, version: "2" }) as const;
const done = (service: string) => ({ type: "done", service, how: "done" }) as const;

describe("an estimate", () => {
  test("is the remaining writes by the current rate, plus the time of an update", () => {
    const deploy = new Deploy();
    deploy.estimator.plan("orders", plan("orders", ["a", "b"]));
    expect(deploy.after(upload("orders", "a"))).toMatchObject({ writes: 5, remainingSeconds: 5 / 15 });
    deploy.rate = 5;
    expect(deploy.after(publish("orders", "a"), 2)).toMatchObject({ writes: 4, remainingSeconds: 4 / 5 + 2 });
    expect(deploy.after(toLive("orders", "a"))).toMatchObject({ writes: 3, remainingSeconds: 3 / 5 + 2 });
    expect(deploy.after(done("orders"))).toMatchObject({ writes: 0, remainingSeconds: 0 });
  });

  test("is silent on stacks until one was measured", () => {
    const deploy = new Deploy();
    deploy.estimator.plan("orders", plan("orders", ["a"], "create"));
    deploy.estimator.plan("billing", plan("billing", ["b"], "create"));
    const step = { type: "stack", service: "orders", stack: "test-orders", step: "CREATE" } as const;
    expect(deploy.after(step)).toBeUndefined();
    expect(deploy.after({ ...step, service: "billing" })).toBeUndefined();
    expect(deploy.after(upload("orders", "a"), 40)).toMatchObject({ stacks: 1, remainingSeconds: 40 });
  });

  test("ignores what was not planned, or is repeated", () => {
    const deploy = new Deploy();
    deploy.estimator.plan("orders", plan("orders", ["a"]));
    expect(deploy.after(upload("billing", "a"))).toBeUndefined();
    expect(deploy.after({ type: "interrupted" })).toBeUndefined();
    deploy.after(publish("orders", "a"));
    expect(deploy.after(upload("orders", "a"))).toBeUndefined();
  });

  test("grows only with a falling rate or slower updates, and ends at zero", () => {
    const names = ["a", "b", "c"];
    const events = names.flatMap((name) => [
      upload("orders", name),
      publish("orders", name),
      toLive("orders", name),
    ]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (some) => {
        const deploy = new Deploy();
        deploy.estimator.plan("orders", plan("orders", names));
        let before = Number.POSITIVE_INFINITY;
        for (const event of some) {
          const estimate = deploy.after(event);
          if (!estimate) continue;
          expect(estimate.remainingSeconds).toBeGreaterThanOrEqual(0);
          expect(estimate.remainingSeconds).toBeLessThan(before);
          before = estimate.remainingSeconds;
        }
        expect(deploy.after(done("orders"))?.remainingSeconds).toBe(0);
      }),
    );
  });
});
