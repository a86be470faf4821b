import { randomInt } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SUFFIX_LENGTH = 12;

/** A physical name as CloudFormation makes it: `<stack>-<logical id>-<12 random characters>`, the first two cut to fit. */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  const room = maxLength - SUFFIX_LENGTH - 2;
  const stack = stackName.slice(0, Math.max(Math.floor(room / 2), room - logicalId.length));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}`;
}
