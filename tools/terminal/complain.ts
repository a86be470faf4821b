import { harmless } from "./harmless";

/** Says on standard error what went wrong beside what is being done, as a daemon does. */
export function complain(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}
