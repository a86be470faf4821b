import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import { dataSchema, schemaText } from "./data-schema";
import { incompatibilities } from "./incompatibilities";

const members = {
  orderId: z.string().regex(/^ord_/),
  total: z.int().min(0),
  placedAt: z.iso.datetime(),
  by: z.enum(["customer", "payment"]),
  note: z.string().optional(),
  lines: z.array(z.object({ sku: z.string(), gift: z.boolean().optional() })).min(1),
};
const released = dataSchema(z.object(members));

const change = (changes: z.ZodRawShape): z.ZodType => z.object({ ...members, ...changes });

/** What the change is refused for, as text. */
function refusals(current: z.ZodType): string[] {
  return incompatibilities(released, dataSchema(current)).map(
    ({ pointer, problem }) => `${pointer} ${problem}`,
  );
}

describe("compatible", () => {
  test.each([
    ["nothing at all", change({})],
    ["another optional member", change({ coupon: z.string().optional() })],
    [
      "another optional member of the items of a list",
      change({
        lines: z
          .array(z.object({ sku: z.string(), gift: z.boolean().optional(), size: z.string().optional() }))
          .min(1),
      }),
    ],
    ["a description", change({ total: z.int().min(0).describe("in minor units") })],
    ["the order of an enumeration", change({ by: z.enum(["payment", "customer"]) })],
    ["the order of members", z.object(Object.fromEntries(Object.entries(members).reverse()))],
  ])("%s", (_, current) => {
    expect(refusals(current)).toEqual([]);
  });
});

describe("incompatible, with where and why", () => {
  const { note: _, ...withoutNote } = members;
  test.each([
    [
      "another required member",
      change({ coupon: z.string() }),
      "/coupon is new and required: events that were published lack it",
    ],
    ["no longer a member", z.object(withoutNote), "/note was removed: readers of this version may use it"],
    [
      "required, where it was optional",
      change({ note: z.string() }),
      "/note is required now: events that were published may lack it",
    ],
    [
      "optional, where it was required",
      change({ total: z.int().min(0).optional() }),
      "/total is optional now: readers of this version rely on it",
    ],
    [
      "another type",
      change({ total: z.string() }),
      '/total maximum was 9007199254740991 and is not there, /total minimum was 0 and is not there, /total type was "integer" and is "string"',
    ],
    ["a wider range", change({ total: z.int().min(-5) }), "/total minimum was 0 and is -5"],
    ["a narrower range", change({ total: z.int().min(1) }), "/total minimum was 0 and is 1"],
    [
      "another pattern",
      change({ orderId: z.string().regex(/^o_/) }),
      '/orderId pattern was "^ord_" and is "^o_"',
    ],
    [
      "another value of an enumeration",
      change({ by: z.enum(["customer", "payment", "clerk"]) }),
      '/by enum was ["customer","payment"] and is ["customer","payment","clerk"]',
    ],
    [
      "another item of a list",
      change({ lines: z.array(z.object({ sku: z.int(), gift: z.boolean().optional() })).min(1) }),
      '/lines/*/sku maximum was not there and is 9007199254740991, /lines/*/sku minimum was not there and is -9007199254740991, /lines/*/sku type was "string" and is "integer"',
    ],
    ["members of any name", z.looseObject(members), " additionalProperties was not there and is {}"],
  ])("%s", (_, current, refusal) => {
    expect(refusals(current).join(", ")).toBe(refusal);
  });
});

test("a schema's text does not depend on the order in which members are declared, nor on zod's pattern of a format", () => {
  const reversed = z.object(Object.fromEntries(Object.entries(members).reverse()));
  expect(schemaText(dataSchema(reversed))).toBe(schemaText(released));
  expect(schemaText(released)).not.toMatch(/02-29/);
});

test("data that a JSON Schema cannot describe are refused", () => {
  expect(() => dataSchema(z.object({ at: z.date() }))).toThrow(/Date cannot be represented/);
});
