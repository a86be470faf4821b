const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time span for people, in its largest unit: `3 d`, `5 h`, `12 min`. */
export function span(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length >= 2 * DAY) return `${Math.round(length / DAY)} d`;
  if (length >= 2 * HOUR) return `${Math.round(length / HOUR)} h`;
  return length < MINUTE ? "1 min" : `${Math.round(length / MINUTE)} min`;
}
