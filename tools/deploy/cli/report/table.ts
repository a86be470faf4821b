import { stripVTControlCharacters } from "node:util";
import { oneLine } from "../../../terminal/harmless";

const GAP = "   ";
const INDENT = "  ";

/**
 * Rows of cells as aligned columns, indented. What does not fit the width goes on below, so that narrow terminals lose nothing.
 * Cells may carry colour. The last cell of a row is not padded.
 */
export function table(cells: readonly (readonly string[])[], width: number): string[] {
  const rows = cells.map((row) => row.map(oneLine));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.slice(0, -1).entries()) {
      widths[column] = Math.max(widths[column] ?? 0, visible(cell));
    }
  }
  return rows.flatMap((row) => {
    const padded = row.map((cell, column) =>
      column < row.length - 1 ? pad(cell, widths[column] ?? 0) : cell,
    );
    return wrap(padded, (widths[0] ?? 0) + INDENT.length + GAP.length, width);
  });
}

/** Puts cells on lines of at most `width`; each line after the first begins under the second column. */
function wrap(cells: readonly string[], hang: number, width: number): string[] {
  const lines: string[] = [];
  let line = INDENT;
  for (const [index, cell] of cells.entries()) {
    const glue = index === 0 ? "" : GAP;
    if (index > 1 && visible(line) + glue.length + visible(cell.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = " ".repeat(hang) + cell;
    } else line += glue + cell;
  }
  return [...lines, line.trimEnd()];
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(width - visible(cell));
}

function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}
