import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readExpression } from "./expression";

const START = Date.parse("2026-01-01T00:00:00Z");

/** The next times in ISO 8601, without milliseconds. */
function times(expression: string, count: number, timezone = "UTC"): string[] {
  const schedule = readExpression(expression, timezone, START);
  const found: string[] = [];
  let at: number | undefined = START;
  while (found.length < count) {
    at = schedule.next(at);
    if (at === undefined) break;
    found.push(new Date(at).toISOString().replace(".000Z", ""));
  }
  return found;
}

describe("a schedule expression", () => {
  // The examples of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, and one for each special character.
  test.each([
    ["rate(5 minutes)", ["2026-01-01T00:05:00", "2026-01-01T00:10:00"]],
    ["rate(1 day)", ["2026-01-02T00:00:00"]],
    ["cron(15 12 * * ? *)", ["2026-01-01T12:15:00", "2026-01-02T12:15:00"]],
    ["cron(0 18 ? * MON-FRI *)", ["2026-01-01T18:00:00", "2026-01-02T18:00:00", "2026-01-05T18:00:00"]],
    ["cron(0/20 8-9 ? * 2 *)", ["2026-01-05T08:00:00", "2026-01-05T08:20:00", "2026-01-05T08:40:00"]],
    ["cron(0 0,12 1 JAN,mar ? *)", ["2026-01-01T12:00:00", "2026-03-01T00:00:00"]],
    ["cron(15 10 ? * 6L 2026-2027)", ["2026-01-30T10:15:00", "2026-02-27T10:15:00"]],
    ["cron(0 10 ? * L *)", ["2026-01-03T10:00:00", "2026-01-10T10:00:00"]],
    ["cron(0 10 ? * 3#2 *)", ["2026-01-13T10:00:00", "2026-02-10T10:00:00"]],
    ["cron(0 10 L * ? *)", ["2026-01-31T10:00:00", "2026-02-28T10:00:00"]],
    ["cron(0 10 3W * ? *)", ["2026-01-02T10:00:00", "2026-02-03T10:00:00"]],
    ["at(2026-03-01T10:00:00)", ["2026-03-01T10:00:00"]],
  ])("%s", (expression, expected) => {
    expect(times(expression, expected.length)).toEqual(expected);
  });

  test("is of its time zone, through the year", () => {
    expect(times("cron(0 10 1 1,7 ? *)", 2, "Europe/Berlin")).toEqual([
      "2026-01-01T09:00:00",
      "2026-07-01T08:00:00",
    ]);
    expect(times("at(2026-07-01T10:00:00)", 2, "Europe/Berlin")).toEqual(["2026-07-01T08:00:00"]);
  });

  test("that is over fires no more", () => {
    expect(times("at(2025-12-31T23:59:59)", 1)).toEqual([]);
    expect(times("cron(0 10 1 1 ? 2025)", 1)).toEqual([]);
  });

  test.each([
    ["every day", "is none of rate(…), cron(…) and at(…)"],
    ["rate(0 minutes)", "must be a number and minutes, hours or days"],
    ["rate(5 seconds)", "must be a number and minutes, hours or days"],
    ["cron(0 10 * * *)", "must have six fields"],
    ["cron(0 10 * * * *)", "must have ? as its day of month or as its day of week"],
    ["cron(? 10 * * ? *)", "in no other field"],
    ["cron(60 10 * * ? *)", "cron(60 10 * * ? *): "],
    ["cron(0 10 ? * MOON *)", "cron(0 10 ? * MOON *): "],
    ["cron(0 10 ? * MON,8 *)", "has 8 as its day of week, and Saturday is 7"],
    ["at(tomorrow)", "must be a time such as"],
    ["at(2026-02-30T10:00:00)", "must be a time such as"],
  ])("%s is refused", (expression, message) => {
    expect(() => readExpression(expression, "UTC", START)).toThrow(message);
  });

  test.each(["Mars/Olympus", "+02:00"])("of %s, which is no time zone, is refused", (timezone) => {
    expect(() => readExpression("rate(1 hour)", timezone, START)).toThrow(`"${timezone}" is no time zone`);
  });

  test("a rate fires after each moment within one interval, in step with its start", () => {
    const units = fc.constantFrom(["minutes", 60_000] as const, ["hours", 3_600_000] as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), units, fc.nat(1e12), (value, [unit, length], offset) => {
        const interval = value * length;
        const after = START - 5e11 + offset;
        const next = readExpression(`rate(${value} ${unit})`, "UTC", START).next(after) ?? 0;
        expect(next).toBeGreaterThan(after);
        expect((next - START) % interval).toBe(0);
        expect(next).toBe(after < START ? START + interval : Math.max(next, START + interval));
        if (after >= START) expect(next - after).toBeLessThanOrEqual(interval);
      }),
    );
  });
});
