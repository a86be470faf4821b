/** Cells of a row; numbers are grouped by thousands and stand below each other by their last digit. */
export type Row = readonly (string | number)[];

const GAP = "   ";

/** Rows as aligned, indented lines. */
export function table(rows: readonly Row[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, textOf(cell).length);
    }
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return typeof cell === "number" ? textOf(cell).padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join(GAP)}`.trimEnd();
  });
}

const GROUPED = new Intl.NumberFormat("en-US");

function textOf(cell: string | number): string {
  return typeof cell === "number" ? GROUPED.format(cell) : cell;
}
