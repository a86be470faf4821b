import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isMany, mayList, pagesOfFunctions, pagesOfStacks } from "./list-or-get";

const count = fc.integer({ min: 0, max: 5_000 });

describe("how functions are observed", () => {
  test.each<[number, number | undefined, number]>([
    [1, 1, 0],
    [10, 10, 0],
    [11, 11, 22],
    [11, 1_100, 0],
    [1_000, 1_000, 2_000],
    [1_000, 99_950, 2_000],
    [1_000, 100_000, 0],
    [1_000, undefined, 1_000],
  ])("%d of %s: at most %d pages", (candidates, total, pages) => {
    expect(pagesOfFunctions(candidates, total)).toBe(pages);
  });

  test("a completely read list takes fewer calls than reading each function", () => {
    fc.assert(
      fc.property(count, count, (candidates, others) => {
        const limit = pagesOfFunctions(candidates, candidates + others);
        const pages = Math.ceil((candidates + others) / 50);
        if (limit === 0) expect(!mayList(candidates) || pages >= 2 * candidates).toBe(true);
        else {
          expect(pages).toBeLessThan(2 * candidates);
          expect(pages).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  test("a list of unknown length adds at most half the calls of reading each function", () => {
    fc.assert(
      fc.property(count, (candidates) => {
        expect(pagesOfFunctions(candidates, undefined)).toBeLessThanOrEqual(candidates);
      }),
    );
  });
});

describe("how stacks are observed", () => {
  test("few by name, many by pages, at most half as many as there are names", () => {
    expect([1, 8, 9, 40, 250].map((candidates) => pagesOfStacks(candidates))).toEqual([0, 0, 4, 20, 125]);
  });
});

test("a service or two are never many", () => {
  expect(isMany({ functions: 1, stacks: 1 })).toBe(false);
  expect(isMany({ functions: 10, stacks: 8 })).toBe(false);
  expect(isMany({ functions: 11, stacks: 1 })).toBe(true);
  expect(isMany({ functions: 9, stacks: 9 })).toBe(true);
});
