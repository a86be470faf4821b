import { FerryError } from "../error";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The time that `--since` names, in milliseconds since the epoch: a duration before now (`90s`, `15m`, `2h`, `1d`) or an ISO 8601
 * time.
 * @throws FerryError `UsageInvalid`
 */
export function readSince(text: string, now = Date.now()): number {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const time =
    amount !== undefined
      ? now - Number(amount) * UNITS[unit as keyof typeof UNITS]
      : /^\d{4}-\d\d-\d\d/.test(text)
        ? Date.parse(text)
        : Number.NaN;
  // AWS takes no time before its epoch.
  if (!Number.isNaN(time)) return Math.max(0, time);
  throw new FerryError("UsageInvalid", `"${text}" is neither a duration nor a time`, {
    next: "give it as 15m, 2h or 1d, or as a time such as 2026-11-23T10:00:00Z",
  });
}
