import { type Row, table } from "../../../terminal/table";

/** Something that fails a check. */
export interface Fault {
  /** Where it is, in terms that its author can look up: a logical id of the template, a file. */
  readonly where: string;
  readonly what: string;
  /** What to do next. */
  readonly next: string;
}

/** Part of a report: a heading with rows below. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What a check found. */
export interface Report {
  readonly sections: readonly Section[];
  /** What the author should know though it is no fault. */
  readonly notices: readonly string[];
  readonly faults: readonly Fault[];
}

/** The report as text: what was looked at, also where all is well, and then what is wrong. */
export function render(label: string, { sections, notices, faults }: Report): string {
  const blocks = sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => [title, ...table(rows)].join("\n"));
  const outcome = [
    ...notices.map((notice) => `note: ${notice}`),
    ...faults.map(({ where, what, next }) => `error: ${where}: ${what}; ${next}`),
  ];
  const verdict =
    faults.length === 0
      ? "passed"
      : `failed with ${faults.length} ${faults.length === 1 ? "error" : "errors"}`;
  return `${[...blocks, [...outcome, `${label}: ${verdict}`].join("\n")].join("\n\n")}\n`;
}
