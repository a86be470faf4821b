import { Cron } from "croner";
import { InvalidExpression } from "./invalid-expression";

/** Greatest values of minutes, hours, days of month, months, days of week and years, which `a/b` counts up to. */
const GREATEST = [59, 23, 31, 12, 7, 2199] as const;
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

/**
 * AWS's cron expressions for croner, which knows most of them: both count days of the week from Sunday, 1, and have `L`, `W` and `#`.
 * What differs is said here. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 * @throws InvalidExpression
 */
export function readCron(content: string, timezone: string): Cron {
  const fields = content.split(/\s+/);
  if (fields.length !== GREATEST.length || fields.includes("")) {
    throw new InvalidExpression(
      `cron(${content}) must have six fields: minutes, hours, day of month, month, day of week, year`,
    );
  }
  // croner takes 8 for Sunday.
  for (const number of fields[DAY_OF_WEEK]?.match(/(?<![#/\d])\d+/g) ?? []) {
    if (Number(number) > GREATEST[DAY_OF_WEEK]) {
      throw new InvalidExpression(`cron(${content}) has ${number} as its day of week, and Saturday is 7`);
    }
  }
  const days = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]];
  if (
    days.filter((day) => day === "?").length !== 1 ||
    fields.filter((field) => field === "?").length !== 1
  ) {
    throw new InvalidExpression(
      `cron(${content}) must have ? as its day of month or as its day of week, and in no other field`,
    );
  }
  const pattern = ["0", ...fields.map((field, index) => fieldFor(field.toUpperCase(), index))].join(" ");
  try {
    return new Cron(pattern, { paused: true, timezone, mode: "7-part", alternativeWeekdays: true });
  } catch (error) {
    throw new InvalidExpression(
      `cron(${content}): ${(error as Error).message.replace(/^CronPattern: /, "")}`,
    );
  }
}

function fieldFor(field: string, index: number): string {
  if (field === "?") return "*";
  // The last day of the week is Saturday.
  if (index === DAY_OF_WEEK && field === "L") return "7";
  const counted = (part: string) => part.replace(/^(\d+)\/(\d+)$/, `$1-${GREATEST[index]}/$2`);
  return field.split(",").map(counted).join(",");
}
