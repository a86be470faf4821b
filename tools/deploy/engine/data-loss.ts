import { FerryError } from "../error";
import { lossesOf } from "../plan/changes";
import type { StackPlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";

/**
 * Refuses a change of a stack that would lose data, or of which that is not known.
 * @throws FerryError `DataLoss`
 */
export function requireNoDataLoss(
  { desired: { name }, first }: StackPlan,
  changes: TemplateDifference | undefined,
): void {
  const deletes = first?.action === "delete";
  if (changes === undefined) {
    throw new FerryError(
      "DataLoss",
      `the template that stands in ${name} is not JSON, or makes resources by a loop or macro: whether ${deletes ? "deleting what is left of it" : "its update"} would lose data is not known`,
      {
        next: "compare it with stack.ts (aws cloudformation get-template), then deploy with --allow-data-loss",
      },
    );
  }
  const losses = lossesOf(changes);
  if (losses.length === 0) return;
  const names = losses
    .map(({ logicalId, type, action }) => `${logicalId} (${type}, ${WORDS[action]})`)
    .join(", ");
  if (deletes) {
    throw new FerryError(
      "DataLoss",
      `the stack ${name} is ${first.status}: before it can be made again, what is left of it has to be deleted, with the data of ${names}`,
      {
        next: "rescue the data first, if they are needed; then let them go with --allow-data-loss, or destroy the service",
      },
    );
  }
  throw new FerryError("DataLoss", `the update of ${name} would lose the data of ${names}`, {
    next: "give it the DeletionPolicy and UpdateReplacePolicy Retain or Snapshot (RemovalPolicy in stack.ts) and deploy that first; or let the data go with --allow-data-loss",
  });
}

const WORDS = { add: "new", remove: "removed", replace: "replaced", change: "may be replaced" } as const;
