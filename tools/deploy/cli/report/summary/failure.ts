import { indented, oneLine } from "../../../../terminal/harmless";
import type { Style } from "../../../../terminal/style";
import type { FunctionOutcome, ServiceOutcome } from "../../../context/outcome";
import { type FerryError, isShared } from "../../../error";
import { count } from "../units";

/** Services up to which each function is named, even where one failure that all share left it as it was. */
const ONE_BY_ONE = 5;

/** A failure: what it is, what is live now, what to do next. */
export function failure(error: FerryError, outcomes: readonly ServiceOutcome[], { colors }: Style): string {
  const lines = [indented(`${colors.red("error:")} ${error.message}`)];
  const many = outcomes.filter((outcome) => outcome.error).length > ONE_BY_ONE;
  let asBefore = 0;
  for (const outcome of outcomes) {
    const failed = outcome.error;
    if (failed === undefined) continue;
    // An interruption, and what AWS refuses to all, is printed once.
    const shared = isShared(failed) || failed.code === "Interrupted";
    const isPrinted = failed === error || (shared && failed.code === error.code);
    if (!isPrinted)
      lines.push(indented(`${colors.red("error:")} ${outcome.desired.service}: ${failed.message}`));
    for (const entry of outcome.functions) {
      if (isPrinted && many && isAsBefore(outcome, entry)) asBefore++;
      else lines.push(oneLine(`${colors.dim("live now:")} ${liveNow(outcome, entry)}`));
    }
    if (!isPrinted && failed.next !== undefined)
      lines.push(indented(`${colors.dim("next:")} ${failed.next}`));
  }
  if (asBefore > 0) lines.push(`${colors.dim("live now:")} ${count(asBefore, "function")} as before`);
  if (error.next !== undefined) lines.push(indented(`${colors.dim("next:")} ${error.next}`));
  return lines.join("\n");
}

function isAsBefore(
  { observed, stale }: ServiceOutcome,
  { before, version, placeholder }: FunctionOutcome,
): boolean {
  return !stale && (!observed || (!placeholder && version === before));
}

function liveNow({ observed, stale }: ServiceOutcome, entry: FunctionOutcome): string {
  const { desired, before, version, placeholder } = entry;
  if (stale)
    return `${desired.name} is not known: it could not be looked at after the failure${before === undefined ? "" : ` (before it, version ${before})`}`;
  if (!observed) return `${desired.name} as it was before`;
  if (placeholder)
    return `${desired.name} has no code yet: version ${version} is the new stack's placeholder`;
  if (version === undefined)
    return before === undefined
      ? `${desired.name} has no live version`
      : `${desired.name} has no live version any more (version ${before} before)`;
  return `${desired.name} version ${version}${version === before ? " (unchanged)" : ""}`;
}
