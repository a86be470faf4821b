import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { serialNumber } from "./serial-number";

/** As CycloneDX's schema has it, with the version and the variant of RFC 9562. */
const FORM = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("the same text has the same number, and another text another one", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(serialNumber(a)).toMatch(FORM);
      expect(serialNumber(a) === serialNumber(b)).toBe(a === b);
    }),
  );
});
