import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { entry, placeholder } from "../testing/fixtures/versions";
import { KEPT, prunable, pruningIsDue } from "./prune";
import type { VersionEntry } from "./versions";

/** The version that CloudFormation made with the stack: of a placeholder, or of Ferry's code. */
const firsts = fc.constantFrom(placeholder(), entry(1, { after: undefined }));
const histories = fc
  .tuple(firsts, fc.array(fc.constantFrom("ferry", "ferry", "ferry", "foreign"), { maxLength: 40 }))
  .map(([first, makers]): VersionEntry[] =>
    [
      first,
      ...makers.map((maker, index) => entry(index + 2, { maker: maker as VersionEntry["maker"] })),
    ].reverse(),
  );

test("only Ferry's own are deleted; the newest stay, and so do those an alias uses or would be rolled back to", () => {
  fc.assert(
    fc.property(histories, fc.array(fc.integer({ min: 1, max: 42 }).map(String)), (history, aliased) => {
      const used = new Set(aliased);
      const deleted = new Set(prunable(history, used));
      const kept = history.filter(({ version }) => !deleted.has(version));
      const isFerrys = ({ maker }: VersionEntry): boolean => maker === "ferry";
      expect(history.filter((one) => !isFerrys(one)).every((one) => kept.includes(one))).toBe(true);
      expect(history.filter(({ version }) => used.has(version)).every((one) => kept.includes(one))).toBe(
        true,
      );
      for (const one of history.filter(({ version }) => used.has(version)))
        expect(deleted.has(one.after ?? "")).toBe(false);
      expect(kept.filter(isFerrys).slice(0, KEPT)).toEqual(history.filter(isFerrys).slice(0, KEPT));
      const spared = kept.filter(isFerrys).slice(KEPT);
      expect(
        spared.every(
          ({ version }) =>
            version === "1" ||
            used.has(version) ||
            history.some((one) => used.has(one.version) && one.after === version),
        ),
      ).toBe(true);
      expect(deleted.has("1")).toBe(false);
    }),
  );
});

test("over many deploys, pruning is rarely due, and the number of versions stays bounded", () => {
  let history = [placeholder()];
  let times = 0;
  for (let version = 2; version <= 200; version++) {
    history = [entry(version), ...history];
    if (pruningIsDue(String(version), String(version - 1))) {
      times++;
      const deleted = new Set(prunable(history, new Set([String(version)])));
      history = history.filter((one) => !deleted.has(one.version));
    }
    expect(history.length).toBeLessThanOrEqual(1 + KEPT + 5);
  }
  expect(times).toBe(199 / 5 - 1.8);
});
