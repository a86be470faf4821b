import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ByteBudget } from "./byte-budget";

const TOTAL = 100;

describe("a budget of bytes", () => {
  test("is exceeded only by a single request, serves in order, and serves all", async () => {
    const work = fc.record({
      bytes: fc.integer({ min: 0, max: 150 }),
      turns: fc.nat({ max: 4 }),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(work, { maxLength: 20 }), async (all) => {
        const budget = new ByteBudget(TOTAL);
        const held = new Map<number, number>();
        const order: number[] = [];
        const results = await Promise.allSettled(
          all.map(({ bytes, turns, fails }, index) =>
            budget.hold(bytes, async () => {
              order.push(index);
              held.set(index, bytes);
              const sum = [...held.values()].reduce((a, b) => a + b, 0);
              const others = [...held.values()].filter((one) => one > 0).length;
              expect(sum <= TOTAL || others === 1).toBe(true);
              for (let count = 0; count < turns; count++) await turn();
              held.delete(index);
              if (fails) throw new Error("as asked");
              return index;
            }),
          ),
        );
        expect(order).toEqual(all.map((_, index) => index));
        expect(results.map(({ status }) => status)).toEqual(
          all.map(({ fails }) => (fails ? "rejected" : "fulfilled")),
        );
      }),
    );
  });
});
