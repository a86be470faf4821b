import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bars, sparkline } from "./chart";

describe("charts", () => {
  it("are as high as the values are great, and show that nothing was measured", () => {
    expect(sparkline([0, 1, 4, 8, undefined, 2], 10)).toBe("▁▁▄█ ▂");
    expect(bars([0, 1, 16, 8], 2)).toEqual(["  █ ", "▁▁██"]);
    expect(sparkline([], 10)).toBe("");
  });

  it("show the last values where there are more than columns", () => {
    expect(sparkline([8, 8, 1, 8], 2)).toBe("▁█");
  });

  it("have a column for each value, and a full one for the greatest", () => {
    const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.integer({ min: 1, max: 12 }), (values, height) => {
        const lines = bars(values, height);
        expect(lines.map(({ length }) => length)).toEqual(Array(height).fill(values.length));
        const most = Math.max(...values.map((one) => one ?? -1));
        if (most > 0)
          expect(lines.map((line) => line[values.indexOf(most)])).toEqual(Array(height).fill("█"));
      }),
    );
  });
});
