import { createColors } from "picocolors";
import { table } from "../../deploy/report/table";
import type { Answer } from "../command/answer";
import type { Inventory } from "../inventory/inventory";
import { gapLines, gapRecord } from "./gaps";

/** Columns where no terminal tells them. */
const DEFAULT_WIDTH = 160;

/** Prints an answer, the table on standard output; and on standard error what could not be looked at. */
export function print(
  command: string,
  answer: Answer,
  inventory: Inventory,
  { json, variables }: { readonly json: boolean; readonly variables: NodeJS.ProcessEnv },
): void {
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ version: 1, command, ...answer.record, ...gapRecord(inventory) })}\n`,
    );
    return;
  }
  const colors = createColors(
    process.stderr.isTTY === true && !variables.NO_COLOR && variables.TERM !== "dumb",
  );
  for (const line of table(answer.rows, process.stdout.columns || DEFAULT_WIDTH))
    process.stdout.write(`${line}\n`);
  process.stdout.write(`${answer.summary}\n`);
  for (const line of gapLines(inventory)) process.stderr.write(`${colors.yellow(line)}\n`);
}
