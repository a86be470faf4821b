/** Median and smallest: `{median, fastest}`. */
export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], fastest: sorted[0] };
}

/** Prints rows of texts in columns; the first is aligned to the left. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((text, column) =>
      column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]),
    );
    console.log(cells.join("   ").trimEnd());
  }
  console.log();
}
