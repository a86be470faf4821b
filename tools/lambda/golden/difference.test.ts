import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { difference } from "./difference";

const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }).map((lines) => lines.join("\n"));

test("texts differ if and only if they are not equal", () => {
  fc.assert(
    fc.property(text, text, (golden, actual) => {
      expect(difference(golden, actual).length === 0).toBe(golden === actual);
    }),
  );
});

test("it has each line that only one of the texts has", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 2 }), fc.nat(), (numbers, at) => {
      const without = numbers.filter((_, index) => index !== at % numbers.length);
      const changes = difference(numbers.join("\n"), without.join("\n")).filter((line) =>
        line.startsWith("-"),
      );
      expect(changes).toEqual([`- ${numbers[at % numbers.length]}`]);
    }),
  );
});

test("changes are shown with the lines around them", () => {
  const golden = Array.from({ length: 20 }, (_, n) => `line ${n}`);
  const actual = golden.with(4, "other 4").with(17, "other 17");
  expect(difference(golden.join("\n"), actual.join("\n")).join("\n")).toMatchInlineSnapshot(`
"  …
  line 1
  line 2
  line 3
- line 4
+ other 4
  line 5
  line 6
  line 7
  …
  line 14
  line 15
  line 16
- line 17
+ other 17
  line 18
  line 19"
`);
});
