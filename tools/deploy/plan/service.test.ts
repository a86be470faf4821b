import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { AccountModel } from "../testing/fixtures/account-model";
import { testEnvironment } from "../testing/fixtures/environment";
import { planOf } from "../testing/fixtures/plan";
import { type ServiceShape, serviceOf } from "../testing/fixtures/service";
import { type DesiredService, desire } from "./desired";
import { writes } from "./plan";

const shape: fc.Arbitrary<ServiceShape> = fc.record({
  service: fc.constant("orders"),
  description: fc.constantFrom("one", "two"),
  functions: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "c"),
      memory: fc.constantFrom(128, 256),
      code: fc.constantFrom("first", "second", "third"),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
  ),
});

const desired: fc.Arbitrary<DesiredService> = fc
  .tuple(shape, fc.constantFrom("info", "debug"))
  .map(([one, Level]) => desire(serviceOf(one), testEnvironment({ Level })));

/** Deploys, each killed after some number of writes. */
const history = fc.array(fc.tuple(desired, fc.nat({ max: 12 })), { maxLength: 5 });

function replay(past: readonly (readonly [DesiredService, number])[]): AccountModel {
  const account = new AccountModel();
  for (const [wanted, steps] of past) {
    account.apply(wanted, steps);
  }
  return account;
}

describe("planService", () => {
  test("an applied plan leaves nothing to plan, whatever was killed before", () => {
    fc.assert(
      fc.property(history, desired, (past, wanted) => {
        const account = replay(past);
        account.apply(wanted);

        const after = account.observe(wanted.stack.name);
        const plan = planOf(wanted, after);

        expect(writes(plan)).toBe(false);
        for (const { name, artifact } of wanted.functions) {
          expect(after.functions[name]?.live?.sha256).toBe(artifact.digest.sha256);
          expect(after.functions[name]?.live?.configuration).toEqual(
            after.functions[name]?.latest?.configuration,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a plan without writes means that code, template and parameters are as desired", () => {
    fc.assert(
      fc.property(history, desired, (past, wanted) => {
        const observed = replay(past).observe(wanted.stack.name);
        if (writes(planOf(wanted, observed))) return;
        expect(observed.stack?.template).toBe(wanted.stack.artifact.body);
        expect(observed.stack?.parameters).toEqual(wanted.stack.parameters);
        for (const { name, artifact } of wanted.functions) {
          expect(observed.functions[name]?.live?.sha256).toBe(artifact.digest.sha256);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("nothing is uploaded that $LATEST holds, and everything that it does not hold", () => {
    fc.assert(
      fc.property(history, desired, (past, wanted) => {
        const observed = replay(past).observe(wanted.stack.name);
        for (const { desired: one, action, upload } of planOf(wanted, observed).functions) {
          const held = observed.functions[one.name]?.latest?.sha256 === one.artifact.digest.sha256;
          expect(upload).toBe(action !== "none" && !held);
        }
      }),
    );
  });

  test("the same inputs give the same plan", () => {
    fc.assert(
      fc.property(history, desired, (past, wanted) => {
        const observed = replay(past).observe(wanted.stack.name);
        expect(planOf(wanted, observed)).toEqual(planOf(wanted, observed));
      }),
    );
  });
});
