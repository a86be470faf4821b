import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { orderIdOf, randomOrderId } from "./order-id";

const FORM = /^ord_[0-9a-v]{26}$/;

test("a key always stands for the same order, and another key or customer for another", () => {
  fc.assert(
    fc.property(fc.tuple(fc.string(), fc.string()), fc.tuple(fc.string(), fc.string()), (a, b) => {
      expect(orderIdOf(...a)).toMatch(FORM);
      expect(orderIdOf(...a) === orderIdOf(...b)).toBe(a[0] === b[0] && a[1] === b[1]);
    }),
  );
  expect(orderIdOf("ab", "c")).not.toBe(orderIdOf("a", "bc"));
});

test("a key's order never changes: repeated requests would place a second order", () => {
  expect(orderIdOf("c-1", "key-1")).toMatchInlineSnapshot(`"ord_hju605q0iqul59cu2vh78ovmu2"`);
});

test("ids without a key do not repeat", () => {
  const ids = Array.from({ length: 1000 }, randomOrderId);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(FORM);
});
