import { prepareChange } from "../../apply/stack/apply";
import { LEFT_BY_PLAN, removeStaleChangeSets } from "../../apply/stack/change-sets";
import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import { type Context, guardAccount } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { FerryError } from "../../error";
import type { DesiredService } from "../../plan/desired";
import { references } from "../../template/references";
import { attempt } from "../attempt";
import type { Prepared } from "../prepare";
import { describeService } from "./describe";
import type { PlanFile, PlannedService } from "./schema";

/**
 * Creates the change sets of a plan without executing them, and returns the plan with its preconditions.
 * @returns undefined if a service failed: there are no partial plans
 */
export async function fixPlan(
  context: Context,
  outcomes: readonly BuiltRun[],
  prepared: ReadonlyMap<BuiltRun, Prepared>,
): Promise<PlanFile | undefined> {
  const services = new Map<BuiltRun, PlannedService>();
  const failed = (): boolean => outcomes.some(({ error }) => error !== undefined);
  for (const [outcome, { desired }] of prepared)
    await attempt(context, outcome, async () => requireKnown(desired));
  if (failed()) return undefined;
  await guardAccount(context);
  await forEachLimited([...prepared], SERVICES_AT_ONCE, ([outcome, preparation]) =>
    attempt(context, outcome, async () => {
      services.set(outcome, await fixService(context, preparation));
    }),
  );
  if (failed()) return undefined;
  const { name, account, region } = context.environment;
  return {
    version: 1,
    environment: name,
    account,
    region,
    at: new Date().toISOString(),
    services: outcomes.flatMap((outcome) => services.get(outcome) ?? []),
  };
}

/** A change set needs the values of all parameters, and those of services yet to be deployed are not known. */
function requireKnown({ service, stack }: DesiredService): void {
  const missing = Object.entries(references(stack.artifact.template)).filter(([, { imports }]) =>
    Object.values(imports).some((parameter) => stack.unresolved.includes(parameter)),
  );
  if (missing.length === 0) return;
  const producers = missing.map(([name]) => name).join(", ");
  throw new FerryError(
    "ImportMissing",
    `${service} imports from ${producers}, and no change set can be created before that is deployed`,
    { next: `deploy ${producers} first, with a plan of its own, then plan again` },
  );
}

async function fixService(context: Context, { desired, observed, plan }: Prepared): Promise<PlannedService> {
  if (plan.stack.action === "none") return describeService(desired, observed, plan, null);
  const { first } = plan.stack;
  if (first) {
    const { action, status } = first;
    throw new FerryError(
      "StackStuck",
      `the stack ${desired.stack.name} is ${status}: no change set can be created before it is ${action === "delete" ? "deleted" : "rolled back"}`,
      {
        next:
          action === "delete"
            ? "destroy the service in this environment, then plan again"
            : `run: aws cloudformation ${status === "UPDATE_FAILED" ? "rollback-stack" : "continue-update-rollback"} --stack-name ${desired.stack.name}, then plan again`,
      },
    );
  }
  if (observed.stack) await removeStaleChangeSets(context, observed.stack.name, LEFT_BY_PLAN);
  const made = await prepareChange(context, desired.service, plan.stack);
  // Creating a change set for a new stack creates the stack, which the deploy will observe.
  const stack = observed.stack ?? (await context.session.stacks.describe(desired.stack.name));
  const found = stack ? { ...observed, stack } : observed;
  return describeService(desired, found, plan, made?.changeSet ?? null);
}
