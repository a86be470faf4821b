import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { matchesAny } from "./operation-pattern";

test("a pattern matches as the regular expression does that has .* for *", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*"), maxLength: 6 });
  fc.assert(
    fc.property(pattern, text, (given, subject) => {
      expect(matchesAny([given], subject)).toBe(new RegExp(`^${given.replaceAll("*", ".*")}$`).test(subject));
    }),
    { numRuns: 2000 },
  );
});
