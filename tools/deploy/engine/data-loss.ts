import { FerryError } from "../error";
import { lossesOf } from "../plan/changes";
import type { StackPlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";

/**
 * Refuses a change of a stack that would lose data, or might.
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
      `the deployed template of ${name} is not JSON, or generates resources with a loop or macro: whether ${deletes ? "deleting the rest of it" : "its update"} would lose data is unknown`,
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
      `the stack ${name} is ${first.status}: before it can be created again, the rest of it has to be deleted, including the data of ${names}`,
      {
        next: "back up the data if needed; then deploy with --allow-data-loss, or destroy the service",
      },
    );
  }
  throw new FerryError("DataLoss", `the update of ${name} would lose the data of ${names}`, {
    next: "set DeletionPolicy and UpdateReplacePolicy to Retain or Snapshot (RemovalPolicy in stack.ts) and deploy that first; or accept the loss with --allow-data-loss",
  });
}

const WORDS = { add: "new", remove: "removed", replace: "replaced", change: "may be replaced" } as const;
