import { expect, test } from "@jest/globals";
import { readSince } from "./since";

const NOW = Date.parse("2026-11-23T10:00:00Z");

test("a duration is before now, a time is itself, and what was before the epoch is the epoch", () => {
  expect(readSince("90s", NOW)).toBe(NOW - 90_000);
  expect(readSince("2d", NOW)).toBe(NOW - 172_800_000);
  expect(readSince("2026-11-23T09:00:00+01:00", NOW)).toBe(NOW - 7_200_000);
  expect(readSince("999999d", NOW)).toBe(0);
  expect(readSince("1066-10-14", NOW)).toBe(0);
});

test("all else is refused, with what would be right", () => {
  for (const text of ["", "5", "1w", "1h30m", "-5m", "1.5h", "yesterday", "2026-13-45", "10M"])
    expect(() => readSince(text, NOW)).toThrow(expect.objectContaining({ code: "UsageInvalid" }));
});
