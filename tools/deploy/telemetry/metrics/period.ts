import { FerryError } from "../../error";

/** Periods that are chosen from, in seconds. */
const PERIODS = [60, 300, 900, 3600, 6 * 3600, 24 * 3600];

/** Most columns of a chart, unless `--period` asks for more. */
const COLUMNS = 60;

const UNITS = { m: 60, h: 3600, d: 86_400 } as const;

/** The shortest usual period, in seconds, that divides a time in milliseconds into as many columns as a chart has. */
export function usualPeriod(time: number): number {
  return PERIODS.find((period) => time / 1000 / period <= COLUMNS) ?? (PERIODS.at(-1) as number);
}

/**
 * The period that `--period` names, in seconds: `1m`, `5m`, `1h`, `1d`.
 * @throws FerryError `UsageInvalid`
 */
export function readPeriod(text: string): number {
  const [, amount, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * UNITS[unit as keyof typeof UNITS];
  throw new FerryError("UsageInvalid", `"${text}" is not a period of whole minutes`, {
    next: "give it as 1m, 5m or 1h",
  });
}
