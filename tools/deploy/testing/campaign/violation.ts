import { inspect, isDeepStrictEqual } from "node:util";

/** What must hold whatever goes wrong, by what it would mean for users if it did not. */
export const INVARIANTS = {
  alias:
    "an alias moves only to code that some deploy was asked for, and a run that succeeds has done what it says",
  serving: "what serves goes on serving",
  upload: "no bytes are sent to where they are",
  data: "no data are lost without --allow-data-loss",
  lock: "no lock, change set or mark is left that the next deploy does not take away",
  report: "what a run says to be live is live",
  advice: "a failure has a code that fits, and doing what it advises helps",
  record: "the record is what stands in the account",
  sweep:
    "nothing is removed that is protected, in use or not expired, and nothing is left of what is removed",
  idle: "a run with nothing to do writes nothing",
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** Something happened that must not. */
export class Violation extends Error {
  override readonly name = "Violation";

  constructor(
    readonly invariant: Invariant,
    details: string,
  ) {
    super(`${invariant}: ${INVARIANTS[invariant]}\n${details}`);
  }
}

/** @throws Violation if the two are not equal */
export function hold(invariant: Invariant, what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  const shown = (value: unknown): string => inspect(value, { depth: 6, breakLength: 140 });
  throw new Violation(invariant, `${what}\n  expected ${shown(expected)}\n  found    ${shown(found)}`);
}
