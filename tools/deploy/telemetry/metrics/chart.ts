const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const EIGHTHS = BARS.length;

/** Values of successive periods; `undefined` for none. */
export type Values = readonly (number | undefined)[];

/** Values in one line of at most `width` columns, each as high as it is great: `▁▁▂█▁`. The last ones, where there are more. */
export function sparkline(values: Values, width: number): string {
  return bars(values.slice(-width), 1)[0] ?? "";
}

/** The same in several lines, the topmost first. */
export function bars(values: Values, height: number): string[] {
  const most = greatest(values);
  const filled = values.map((value) => {
    if (value === undefined) return undefined;
    // Non-zero values always draw at least one eighth.
    if (value <= 0 || most === 0) return 0;
    return Math.max(1, Math.round((value / most) * height * EIGHTHS));
  });
  return Array.from({ length: height }, (_, index) => {
    const below = (height - 1 - index) * EIGHTHS;
    return filled.map((eighths) => cell(eighths, below)).join("");
  });
}

/** In the lowest line, a measured zero differs from no measurement. */
function cell(eighths: number | undefined, below: number): string {
  if (eighths === undefined) return " ";
  if (eighths === 0) return below === 0 ? "▁" : " ";
  const here = eighths - below;
  if (here <= 0) return " ";
  return BARS[Math.min(here, EIGHTHS) - 1] ?? "█";
}

export function greatest(values: Values): number {
  return Math.max(0, ...values.filter((value) => value !== undefined));
}
