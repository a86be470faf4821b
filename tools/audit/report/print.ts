import { indented } from "../../terminal/harmless";
import { Output } from "../../terminal/output";
import { table } from "../../terminal/table";
import type { Answer } from "../command/answer";
import type { Inventory } from "../inventory/inventory";
import { gapLines, gapRecord } from "./gaps";

/** Columns where standard output is no terminal. */
const DEFAULT_WIDTH = 160;

/** Prints an answer, the table on standard output; and on standard error what could not be looked at. */
export function print(
  command: string,
  answer: Answer,
  inventory: Inventory,
  { json, variables }: { readonly json: boolean; readonly variables: NodeJS.ProcessEnv },
): void {
  const output = new Output(process.stdout, variables, DEFAULT_WIDTH);
  if (json) {
    output.json({ version: 1, command, ...answer.record, ...gapRecord(inventory) });
    return;
  }
  for (const line of table(answer.rows, output.style.width)) output.lines(line);
  output.lines(answer.summary);
  const errors = new Output(process.stderr, variables);
  for (const line of gapLines(inventory)) errors.lines(errors.colors.yellow(indented(line)));
}
