import { Cron } from "croner";
import { readCron } from "./cron";
import { InvalidExpression } from "./invalid-expression";

/** When a schedule fires. Times are milliseconds since the epoch. */
export interface Times {
  /** The first time after this one; `undefined` where there is none. */
  next(after: number): number | undefined;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)`, `cron(0 10 ? * MON-FRI *)` or `at(2026-11-23T10:00:00)`
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
 * @param timezone such as `Europe/Berlin`; rates do not depend on it
 * @param start that a rate is counted from: it fires first one interval later
 * @throws InvalidExpression
 */
export function readExpression(expression: string, timezone: string, start: number): Times {
  const [, kind, content = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  checkTimezone(timezone);
  switch (kind) {
    case "rate":
      return rate(content, start);
    case "cron":
      return timesOf(readCron(content, timezone));
    case "at":
      return at(content, timezone);
    default:
      throw new InvalidExpression(`"${expression}" is none of rate(…), cron(…) and at(…)`);
  }
}

function rate(content: string, start: number): Times {
  const [, digits = "", unit = ""] = /^([1-9]\d{0,8}) (minute|hour|day)s?$/.exec(content) ?? [];
  const interval = Number(digits) * (UNITS[unit] ?? 0);
  if (!(interval > 0)) {
    throw new InvalidExpression(`rate(${content}) must be a number and minutes, hours or days`);
  }
  return {
    next: (after) => start + interval * Math.max(1, Math.floor((after - start) / interval) + 1),
  };
}

function at(content: string, timezone: string): Times {
  const day = Date.parse(`${content}Z`);
  // The 30th of February would be taken for a day in March.
  if (Number.isNaN(day) || new Date(day).toISOString() !== `${content}.000Z`) {
    throw new InvalidExpression(`at(${content}) must be a time such as at(2026-11-23T10:00:00)`);
  }
  return timesOf(new Cron(content, { paused: true, timezone }));
}

function timesOf(cron: Cron): Times {
  return { next: (after) => cron.nextRun(new Date(after))?.getTime() };
}

/** Names of the IANA database; Node also takes offsets, such as `+02:00`. */
function checkTimezone(timezone: string): void {
  const isName = /^[A-Z]/.test(timezone);
  try {
    if (isName && new Intl.DateTimeFormat("en", { timeZone: timezone })) return;
  } catch {
    // Said below.
  }
  throw new InvalidExpression(`"${timezone}" is no time zone`);
}
