import { stripVTControlCharacters } from "node:util";
import { oneLine } from "./harmless";

/** Cells of a row, which may carry colour. Numbers are grouped by thousands and aligned right. */
export type Row = readonly (string | number)[];

const GAP = "   ";
const INDENT = "  ";

/**
 * Rows of cells as aligned columns, indented.
 * @param columns of the terminal: what does not fit continues on the next line, under the second column
 */
export function table(rows: readonly Row[], columns = Number.POSITIVE_INFINITY): string[] {
  const texts = rows.map((row) => row.map((cell) => oneLine(textOf(cell))));
  const widths: number[] = [];
  for (const [index, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) {
      // A text at the end of its row is as long as it likes.
      if (typeof cell === "string" && column === row.length - 1) continue;
      widths[column] = Math.max(widths[column] ?? 0, visible(texts[index]?.[column] ?? ""));
    }
  }
  return rows.flatMap((row, index) => {
    const padded = row.map((cell, column) => {
      const text = texts[index]?.[column] ?? "";
      const padding = " ".repeat(Math.max(0, (widths[column] ?? 0) - visible(text)));
      if (typeof cell === "number") return padding + text;
      return column === row.length - 1 ? text : text + padding;
    });
    return wrap(padded, (widths[0] ?? 0) + INDENT.length + GAP.length, columns);
  });
}

/** Puts cells on lines of at most `columns`; each line after the first begins at `hang`. */
function wrap(cells: readonly string[], hang: number, columns: number): string[] {
  const lines: string[] = [];
  let line = INDENT;
  for (const [index, cell] of cells.entries()) {
    const glue = index === 0 ? "" : GAP;
    if (index > 1 && visible(line) + glue.length + visible(cell.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = " ".repeat(hang) + cell;
    } else line += glue + cell;
  }
  return [...lines, line.trimEnd()];
}

function textOf(cell: string | number): string {
  return typeof cell === "number" ? cell.toLocaleString("en-US") : cell;
}

function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}
