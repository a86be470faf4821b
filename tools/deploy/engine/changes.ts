import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import { FerryError } from "../error";
import type { ObservedStack } from "../model/observed";
import { lossesOf, stackChanges } from "../plan/changes";
import type { StackPlan } from "../plan/plan";
import { requirePossible } from "./possible";

/**
 * Records what the plan does to the stack's resources. The database of resource types is read only where a stack changes.
 * @throws FerryError `DataLoss` where data would be lost, or may be, and this command may not do that; `StackRefused` where
 *   CloudFormation cannot do it
 */
export async function recordChanges(
  context: Context,
  outcome: BuiltRun,
  plan: StackPlan,
  observed: ObservedStack | undefined,
): Promise<void> {
  if (plan.action === "none") {
    if (!outcome.stack.written) outcome.changes = undefined;
    return;
  }
  outcome.changes = stackChanges(plan, observed, await context.resourceTypes());
  requirePossible(plan, outcome.changes);
  if (context.mayLoseData) return;
  const { name } = plan.desired;
  if (outcome.changes === undefined) {
    throw new FerryError(
      "DataLoss",
      `the template that stands in ${name} is not JSON, or makes resources by a loop or macro: whether ${plan.deletesFirst ? "deleting what is left of it" : "its update"} would lose data is not known`,
      {
        next: "compare it with stack.ts (aws cloudformation get-template), then deploy with --allow-data-loss",
      },
    );
  }
  const losses = lossesOf(outcome.changes);
  if (losses.length === 0) return;
  const names = losses.map(({ logicalId, type, action }) => `${logicalId} (${type}, ${FATE[action]})`);
  if (plan.deletesFirst) {
    throw new FerryError(
      "DataLoss",
      `the stack ${name} is ${plan.deletesFirst}: before it can be made again, what is left of it has to be deleted, with the data of ${names.join(", ")}`,
      {
        next: "rescue the data first, if they are needed; then let them go with --allow-data-loss, or destroy the service",
      },
    );
  }
  throw new FerryError("DataLoss", `the update of ${name} would lose the data of ${names.join(", ")}`, {
    next: "give it the DeletionPolicy and UpdateReplacePolicy Retain or Snapshot (RemovalPolicy in stack.ts) and deploy that first; or let the data go with --allow-data-loss",
  });
}

const FATE = { add: "new", remove: "removed", replace: "replaced", change: "may be replaced" } as const;
