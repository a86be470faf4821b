import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Advisories } from "./match";
import type { Advisory, RangeEvent } from "./osv";

function advisory(id: string, events: readonly RangeEvent[], more: object = {}): Advisory {
  const affected = {
    package: { ecosystem: "npm", name: "tea" },
    ranges: [{ type: "SEMVER", events: [...events] }],
  };
  return { id, affected: [affected], ...more };
}

function ids(advisories: readonly Advisory[], version: string): string[] {
  return new Advisories(advisories).of({ name: "tea", version }).map((match) => match.advisory.id);
}

describe("an advisory concerns the versions", () => {
  const cases: [string, RangeEvent[], string[], string[]][] = [
    ["from the first one on", [{ introduced: "0" }], ["0.0.1-alpha", "1.0.0", "99.0.0"], []],
    [
      "until it is fixed",
      [{ introduced: "0" }, { fixed: "1.2.0" }],
      ["0.0.1", "1.1.9", "1.2.0-rc.1"],
      ["1.2.0", "2.0.0"],
    ],
    [
      "up to the last one",
      [{ introduced: "1.0.0" }, { last_affected: "1.2.0" }],
      ["1.0.0", "1.2.0"],
      ["0.9.9", "1.2.1"],
    ],
    [
      "of several lines, in any order",
      [{ introduced: "2.0.0" }, { fixed: "1.0.5" }, { fixed: "2.0.3" }, { introduced: "1.0.0" }],
      ["1.0.4", "2.0.2"],
      ["1.0.5", "1.9.0", "2.0.3"],
    ],
  ];
  test.each(cases)("%s", (_, events, concerned, others) => {
    for (const version of concerned)
      expect([version, ids([advisory("A", events)], version)]).toEqual([version, ["A"]]);
    for (const version of others)
      expect([version, ids([advisory("A", events)], version)]).toEqual([version, []]);
  });

  test("that it lists, whatever its ranges", () => {
    const listed: Advisory = {
      id: "A",
      affected: [{ package: { ecosystem: "npm", name: "tea" }, versions: ["1.0.0"] }],
    };
    expect([ids([listed], "1.0.0"), ids([listed], "1.0.1")]).toEqual([["A"], []]);
  });

  test("of npm, and not where it was withdrawn", () => {
    const elsewhere: Advisory = {
      id: "B",
      affected: [{ package: { ecosystem: "PyPI", name: "tea" }, versions: ["1.0.0"] }],
    };
    const withdrawn = advisory("C", [{ introduced: "0" }], { withdrawn: "2026-01-01T00:00:00Z" });
    expect(ids([elsewhere, withdrawn], "1.0.0")).toEqual([]);
  });
});

test("between a beginning and its end, and nowhere else", () => {
  const number = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 8 }), number, (points, at) => {
      const sorted = points.toSorted((a, b) => a - b);
      const events = sorted.map((point, index) =>
        index % 2 === 0 ? { introduced: `1.${point}.0` } : { fixed: `1.${point}.0` },
      );
      const begun = sorted.filter((point) => point <= at).length;
      expect(ids([advisory("A", events)], `1.${at}.0`)).toEqual(begun % 2 === 1 ? ["A"] : []);
    }),
  );
});

test("what fixes it are the newer versions that the advisory names", () => {
  const events = [{ introduced: "1.0.0" }, { fixed: "1.0.5" }, { introduced: "2.0.0" }, { fixed: "2.0.3" }];
  const [match] = new Advisories([advisory("A", events)]).of({ name: "tea", version: "2.0.1" });
  expect(match?.fixedIn).toEqual(["2.0.3"]);
});
