import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { FilterPatternError, filterPattern } from "./filter-pattern";

test.each([
  ["", "anything", true],
  ["ERROR", "an ERROR here", true],
  ["error", "an ERROR here", false],
  ["ERROR disk", "disk: ERROR", true],
  ["ERROR disk", "ERROR only", false],
  ['"two words"', "has two words in it", true],
  ['"two words"', "two other words", false],
  ['"with \\"quotes\\""', 'has with "quotes"', true],
  ["?ERROR ?WARN", "WARN only", true],
  ["?ERROR ?WARN", "INFO", false],
  ["ERROR -retry", "ERROR once", true],
  ["ERROR -retry", "ERROR, will retry", false],
  ['-"not this"', "but not this", false],
])("%s on %s", (pattern, message, expected) => {
  expect(filterPattern(pattern)(message)).toBe(expected);
});

test.each(["{ $.a = 1 }", "[ip, user]", "%a.*b%", "two-words", "?a b", '"open'])("refuses %s", (pattern) => {
  expect(() => filterPattern(pattern)).toThrow(FilterPatternError);
});

test("any text in quotes matches a message that holds it, and no message that does not", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (term, before, after) => {
      fc.pre(!term.includes("%"));
      const matches = filterPattern(`"${term.replace(/["\\]/g, "\\$&")}"`);
      expect(matches(before + term + after)).toBe(true);
      expect(matches(before)).toBe(before.includes(term));
    }),
  );
});
