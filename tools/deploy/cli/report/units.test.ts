import { expect, test } from "@jest/globals";
import { count, duration, size } from "./units";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [312_345, "312 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [52_428_800, "52.4 MB"],
])("%d bytes are %s", (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

test.each([
  [4, "0.0 s"],
  [1_874, "1.9 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min 0 s"],
  [125_000, "2 min 5 s"],
])("%d ms are %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test("a count agrees with its noun", () => {
  expect([count(1, "call"), count(0, "call"), count(6, "call")]).toEqual(["1 call", "0 calls", "6 calls"]);
});
