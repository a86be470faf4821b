import { harmless } from "./harmless";

/** Prints an incidental error on standard error, as daemons do. */
export function complain(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}
