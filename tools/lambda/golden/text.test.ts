import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { goldenText } from "./text";

test("the text says what the template says", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const template = JSON.stringify(value);
      expect(JSON.parse(goldenText(template))).toEqual(JSON.parse(template));
    }),
  );
});

test("its own text has the same text", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = goldenText(JSON.stringify(value));
      expect(goldenText(text)).toBe(text);
    }),
  );
});

test("what fits on a line is on one, in the order of the keys", () => {
  const template = { B: { z: [1, 2], a: {} }, A: { Long: "x".repeat(80), Longer: ["y".repeat(40), true] } };
  expect(goldenText(JSON.stringify(template))).toMatchInlineSnapshot(`
"{
  "A": {
    "Long": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "Longer": ["yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", true]
  },
  "B": { "a": {}, "z": [1, 2] }
}
"
`);
});
