import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeCursor, encodeCursor } from "./cursor";

const position = fc.record({
  id: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
  at: fc
    .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

test("a cursor stands for its place, and needs no escaping in a URL", () => {
  fc.assert(
    fc.property(position, (position) => {
      expect(encodeCursor(position)).toMatch(/^[\w-]+$/);
      expect(decodeCursor(encodeCursor(position))).toEqual(position);
    }),
  );
});

test("other text is not a cursor", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(decodeCursor(text)).toBeUndefined();
    }),
  );
});
