import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isMany, mayList, pagesOfFunctions, pagesOfStacks } from "./list-or-get";

const count = fc.integer({ min: 0, max: 5_000 });

describe("how functions are looked at", () => {
  test.each<[number, number | undefined, number]>([
    [1, 1, 0],
    [10, 10, 0],
    [11, 11, 22],
    [11, 1_100, 0],
    [1_000, 1_000, 2_000],
    [1_000, 99_950, 2_000],
    [1_000, 100_000, 0],
    [1_000, undefined, 1_000],
  ])("%d of %s: at most %d pages", (wanted, total, pages) => {
    expect(pagesOfFunctions(wanted, total)).toBe(pages);
  });

  test("a list that is read to its end takes fewer calls than the looks that it may spare", () => {
    fc.assert(
      fc.property(count, count, (wanted, others) => {
        const limit = pagesOfFunctions(wanted, wanted + others);
        const pages = Math.ceil((wanted + others) / 50);
        if (limit === 0) expect(!mayList(wanted) || pages >= 2 * wanted).toBe(true);
        else {
          expect(pages).toBeLessThan(2 * wanted);
          expect(pages).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  test("a list whose length is not known costs at most half of the looks on top of them", () => {
    fc.assert(
      fc.property(count, (wanted) => {
        expect(pagesOfFunctions(wanted, undefined)).toBeLessThanOrEqual(wanted);
      }),
    );
  });
});

describe("how stacks are looked at", () => {
  test("few by name, many by pages, at most half as many as there are names", () => {
    expect([1, 8, 9, 40, 250].map((wanted) => pagesOfStacks(wanted))).toEqual([0, 0, 4, 20, 125]);
  });
});

test("a service or two are never many", () => {
  expect(isMany({ functions: 1, stacks: 1 })).toBe(false);
  expect(isMany({ functions: 10, stacks: 8 })).toBe(false);
  expect(isMany({ functions: 11, stacks: 1 })).toBe(true);
  expect(isMany({ functions: 9, stacks: 9 })).toBe(true);
});
