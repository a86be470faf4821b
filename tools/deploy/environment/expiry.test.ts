import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { durationOf } from "./duration";
import { longestTtl, pushed } from "./expiry";

const NOW = new Date("2026-12-01T12:00:00.000Z");
const later = (milliseconds: number): string => new Date(NOW.getTime() + milliseconds).toISOString();
const DAY = 86_400_000;

test("durations are hours or days", () => {
  expect(["12h", "7d", "1h"].map(durationOf)).toEqual([DAY / 2, 7 * DAY, DAY / 24]);
  expect(["", "0d", "7", "d", "1.5d", "-1d", "1w", " 1d", "100000d"].map(durationOf)).toEqual(
    Array.from({ length: 9 }),
  );
});

test("the longest one is maxTtl, else thirty days, else the ttl itself", () => {
  expect(longestTtl({ maxTtl: "3d", ttl: "2d" })).toBe("3d");
  expect(longestTtl({ ttl: "2d" })).toBe("30d");
  expect(longestTtl({ ttl: "60d" })).toBe("60d");
});

test("a deploy pushes the expiry by the ttl, never back, and not for little", () => {
  expect(pushed(undefined, { ttl: "1d" }, NOW)).toBe(later(DAY));
  expect(pushed(later(-DAY), { ttl: "1d" }, NOW)).toBe(later(DAY));
  expect(pushed(later(DAY - DAY / 24), { ttl: "1d" }, NOW)).toBe(later(DAY));
  expect(pushed(later(DAY - DAY / 24 + 1), { ttl: "1d" }, NOW)).toBe(later(DAY - DAY / 24 + 1));
  expect(pushed(later(9 * DAY), { ttl: "1d" }, NOW)).toBe(later(9 * DAY));
  expect(pushed("soon", { ttl: "1d" }, NOW)).toBe(later(DAY));
  expect(pushed(undefined, {}, NOW)).toBeUndefined();
});

test("an environment whose ttl was taken out of environments.json no longer expires once it is deployed", () => {
  expect(pushed(later(-DAY), {}, NOW)).toBeUndefined();
  expect(pushed(later(DAY), {}, NOW)).toBeUndefined();
});

test("after any pushes, an environment that is in use has nearly all of its ttl left", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3 * DAY }), { minLength: 1 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 14 }), (pauses, days) => {
      let clock = NOW.getTime();
      let expires: string | undefined;
      for (const pause of pauses) {
        clock += pause;
        const next = pushed(expires, { ttl: `${days}d` }, new Date(clock));
        expect(Date.parse(next ?? "")).toBeGreaterThanOrEqual(Date.parse(expires ?? next ?? ""));
        expires = next;
        expect(Date.parse(expires ?? "") - clock).toBeGreaterThan(days * DAY * (23 / 24) - 1);
      }
    }),
  );
});
