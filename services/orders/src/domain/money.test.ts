import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isCurrency, sum } from "./money";

const item = fc.record({
  quantity: fc.integer({ min: 1, max: 10_000 }),
  unitPrice: fc.integer({ min: 0, max: 1_000_000_000 }),
});

describe("sum", () => {
  test("is exact for every order that the API takes", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 100 }), (items) => {
        const exact = items.reduce(
          (total, each) => total + BigInt(each.quantity) * BigInt(each.unitPrice),
          0n,
        );
        expect(BigInt(sum(items))).toBe(exact);
      }),
    );
  });

  test("does not depend on the order of the items", () => {
    fc.assert(
      fc.property(fc.array(item), (items) => {
        expect(sum(items.toReversed())).toBe(sum(items));
      }),
    );
  });

  test("refuses a total that a number cannot hold", () => {
    expect(() => sum([{ quantity: 2, unitPrice: Number.MAX_SAFE_INTEGER }])).toThrow(RangeError);
  });
});

test("knows currencies by their ISO 4217 code", () => {
  expect(["EUR", "USD", "JPY"].every(isCurrency)).toBe(true);
  expect(["eur", "EURO", "", "QQQ"].some(isCurrency)).toBe(false);
});
