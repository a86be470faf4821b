import { createInterface } from "node:readline/promises";
import { oneLine } from "../../../terminal/harmless";
import type { ServiceRun } from "../../context/service-run";
import { FerryError } from "../../error";
import type { NamedRun } from "./prepare";

/** A question to the person at the terminal, before something that cannot be undone. */
export interface Question {
  /** What would be done: `delete dev-orders`, `deploy to prod`. */
  readonly what: string;
  /** What did not happen if it is not confirmed: `dev-orders not deleted`. */
  readonly refusal: string;
  /** What has to be typed. */
  readonly wanted: string;
  /** The options that confirm without a question: `--yes`. */
  readonly flags: string;
  /** Whether these options were given. */
  readonly given: boolean;
  /** Whether not to ask, since options were given that do not suffice. */
  readonly silent?: boolean;
}

/**
 * Asks on the terminal, unless options have confirmed already.
 * @throws FerryError `ConfirmationMissing` where the answer is another one, or there is no terminal
 */
export async function confirm(question: Question, signal: AbortSignal): Promise<void> {
  if (question.given) return;
  const refused = (next: string): FerryError =>
    new FerryError("ConfirmationMissing", `${question.refusal}: it was not confirmed`, { next });
  if (question.silent || !process.stdin.isTTY || !process.stderr.isTTY)
    throw refused(`run it on a terminal, or with ${question.flags}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it asks, the terminal's Ctrl-C comes as a key.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = await terminal.question(
      `${oneLine(question.what)}? type "${question.wanted}" to confirm: `,
      {
        signal,
      },
    );
    if (answer.trim() !== question.wanted) throw refused(`run it again and type "${question.wanted}"`);
  } finally {
    terminal.close();
  }
}

/** Names that a question has before it only counts. */
const NAMED = 10;

/** Names in a question: `dev-orders, dev-billing`, and of very many only the first. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/**
 * What changes a protected environment is shown first, and wants its name typed, or `--yes` (CI cannot be asked). Others are
 * not asked about.
 * @param verb `deploy`, `roll back`
 */
export async function confirmProtected(
  { context: { environment, signal }, reporter }: NamedRun,
  verb: string,
  changing: readonly ServiceRun[],
  yes: boolean,
): Promise<void> {
  const { name } = environment;
  if (!environment.protected) return;
  await reporter.plan(changing, name);
  const stacks = listed(changing.map(({ desired }) => desired.stack.name));
  const what = `${verb} ${stacks} in the protected environment ${name}`;
  const question = { what, refusal: `nothing changed in ${name}`, wanted: name, flags: "--yes", given: yes };
  await confirm(question, signal);
}
