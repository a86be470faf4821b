const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time span for people, in its largest unit: `3 d`, `5 h`, `12 min`. */
export function span(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length >= 2 * DAY) return `${Math.floor(length / DAY)} d`;
  if (length >= 2 * HOUR) return `${Math.floor(length / HOUR)} h`;
  return `${Math.floor(length / MINUTE)} min`;
}
