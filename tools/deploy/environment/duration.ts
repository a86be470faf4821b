const HOUR = 3_600_000;

/** Milliseconds of `12h` or `7d`, as environments.json and `--for` have them; undefined for any other text. */
export function durationOf(text: string): number | undefined {
  const [, amount, unit] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === "d" ? 24 * HOUR : HOUR);
}
