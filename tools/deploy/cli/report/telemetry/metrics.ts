import { oneLine } from "../../../../terminal/harmless";
import type { Colors, Style } from "../../../../terminal/style";
import { table } from "../../../../terminal/table";
import { bars, greatest, sparkline } from "../../../telemetry/metrics/chart";
import { latest, type Measured, type Periods, total, values } from "../../../telemetry/metrics/series";

/** Lines of a chart. */
const HEIGHT = 8;

/** Columns of a line of bars at most. */
const LINE = 60;

/** Columns that a chart leaves for its axis. */
const AXIS = 12;

/** Labels of what should not be: it stands out where there is any. */
const TROUBLE = /^(.*: )?(errors|throttles)$|dead-letters: messages$/;

/**
 * A line for each series, by service: its total (or its greatest value), the newest one, and on a terminal bars of its course. Series of a function
 * that has not run take one line.
 */
export function metricTable(
  measured: readonly Measured[],
  range: Periods,
  style: Style,
  drawn: boolean,
): string {
  const services = [...new Set(measured.map(({ service }) => service))];
  const blocks = services.map((service) => {
    const own = measured.filter((one) => one.service === service);
    const rows = own.map((one) => row(one, range, style, drawn));
    return [style.colors.bold(oneLine(service)), ...table(rows, style.width)].join("\n");
  });
  return [...blocks, legend(range, style.colors)].join("\n\n");
}

function row(one: Measured, range: Periods, { colors, width }: Style, drawn: boolean): string[] {
  const all = total(one);
  const text = all === undefined ? "no data" : `${number(all)}${unitOf(one)}`;
  const trouble = TROUBLE.test(one.label) && (all ?? 0) > 0;
  const now = latest(one, range);
  const cells = [
    one.label,
    one.statistic === "Sum" ? "total" : "most",
    trouble ? colors.red(text) : all === undefined ? colors.dim(text) : text,
    now === undefined ? "" : colors.dim(`now ${number(now)}`),
  ];
  if (!drawn) return cells;
  const line = sparkline(values(one, range), Math.min(LINE, Math.max(10, width - 60)));
  return [...cells, trouble ? colors.red(line) : colors.cyan(line)];
}

/** One metric in full, a chart for each service that has it. */
export function metricCharts(
  measured: readonly Measured[],
  range: Periods,
  { colors, width }: Style,
): string {
  const charts = measured.map((one) => {
    const course = values(one, range).slice(-(width - AXIS));
    const lines = bars(course, HEIGHT).map((line, index) => {
      const axis = index === 0 ? number(greatest(course)) : index === HEIGHT - 1 ? "0" : "";
      return `${axis.padStart(AXIS - 3)} ┤${colors.cyan(line)}`;
    });
    const all = total(one);
    const shown = all === undefined ? "no data" : `${number(all)}${unitOf(one)}`;
    const head = `${colors.bold(one.service)}  ${one.label}  ${one.statistic === "Sum" ? "total" : "most"} ${shown}`;
    return [oneLine(head), ...lines].join("\n");
  });
  return [...charts, legend(range, colors)].join("\n\n");
}

function legend({ since, until, period }: Periods, colors: Colors): string {
  const time = (one: number) => new Date(one).toISOString().slice(0, 16).replace("T", " ");
  const length = period % 3600 === 0 ? `${period / 3600} h` : `${period / 60} min`;
  return colors.dim(`${time(since)} to ${time(until)} UTC, by ${length}`);
}

function unitOf({ unit }: Measured): string {
  return unit === "ms" || unit === "s" ? ` ${unit}` : "";
}

/** Three digits, as far as they mean anything: `0.042`, `3.14`, `312`, `12345`. */
function number(value: number): string {
  return value >= 100 || Number.isInteger(value)
    ? String(Math.round(value))
    : String(Number(value.toPrecision(3)));
}
