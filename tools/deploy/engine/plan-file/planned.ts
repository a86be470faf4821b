import { Conflict } from "../../aws/client/failure";
import type { ChangeSetState } from "../../aws/cloudformation/cloudformation";
import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { FerryError } from "../../error";
import type { Prepared } from "../prepare";
import { describeService } from "./describe";
import type { PlanFile, PlannedService } from "./schema";
import { changedEnvironment, changedPreconditions, changedServices } from "./stale";

/** Compares what can be compared before anything is observed. */
export function requireSameSubject(context: Context, plan: PlanFile, outcomes: readonly BuiltRun[]): void {
  const given = outcomes.map(({ desired }) => desired.service);
  refuseIfStale([...changedEnvironment(plan, context.environment), ...changedServices(plan, given)]);
}

/** Compares a plan's preconditions with the observed state, and checks that its change sets can be executed. */
export async function requireFresh(
  context: Context,
  plan: PlanFile,
  prepared: ReadonlyMap<BuiltRun, Prepared>,
): Promise<void> {
  const causes: string[] = [];
  await forEachLimited([...prepared], SERVICES_AT_ONCE, async ([{ desired }, preparation]) => {
    const planned = plannedService(plan, desired.service);
    if (!planned) return;
    const preconditions = changedSince(planned, preparation);
    causes.push(...preconditions);
    if (preconditions.length === 0) causes.push(...(await unusableChangeSet(context, planned)));
  });
  refuseIfStale(causes);
}

/** The same for one service, after waiting for its lock. */
export function requireStillFresh(planned: PlannedService, preparation: Prepared): void {
  refuseIfStale(changedSince(planned, preparation));
}

/** Something changed while the plan was applied: it is not replanned. */
export function overtaken(planned: PlannedService, cause: Error): FerryError {
  return new FerryError("PlanStale", `the plan of ${planned.service} is out of date: ${cause.message}`, {
    cause,
    next: NEXT,
  });
}

export function plannedService(plan: PlanFile, service: string): PlannedService | undefined {
  return plan.services.find((one) => one.service === service);
}

function changedSince(planned: PlannedService, { desired, observed, plan }: Prepared): string[] {
  return changedPreconditions(planned, describeService(desired, observed, plan, planned.stack.changeSet));
}

/** CloudFormation deletes the other change sets of a stack when one is executed. */
async function unusableChangeSet({ session }: Context, { stack }: PlannedService): Promise<string[]> {
  if (stack.changeSet === null) return [];
  const found = await changeSetOf(session.stacks.changeSet(stack.name, stack.changeSet));
  return found?.executable
    ? []
    : [`the change set of ${stack.name} ${found ? "can no longer be executed" : "was deleted"}`];
}

/** Undefined if there is none of that name. */
async function changeSetOf(asked: Promise<ChangeSetState>): Promise<ChangeSetState | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Conflict) return undefined;
    throw error;
  }
}

const NEXT = "plan again, review the new plan, and deploy that";

function refuseIfStale(causes: readonly string[]): void {
  if (causes.length === 0) return;
  throw new FerryError("PlanStale", `the plan is stale: ${causes.join("; ")}`, { next: NEXT });
}
