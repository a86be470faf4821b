import { observeSettled } from "../../apply/stack/settle";
import { Records } from "../../bucket/record/records";
import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import type { Environment } from "../../environment/schema";
import type { ObservedService } from "../../model/observed";
import { situation } from "../../model/situation";
import { observeMany } from "../../observe/many";
import { type DesiredService, TEMPLATE_TAG } from "../../plan/desired";
import { functionName, stackName } from "../../plan/names";
import { hasTemplate, rolledBack } from "../../plan/stack";
import { attempt } from "../attempt";
import { recordOf } from "../observation";

/** The services of a run as they are in the base. Failures are recorded in the outcomes. */
export async function observeBase(
  context: Context,
  base: Environment,
  outcomes: readonly BuiltRun[],
): Promise<ReadonlyMap<BuiltRun, ObservedService>> {
  const placed = new Map(outcomes.map((outcome) => [outcome, inBase(outcome.desired, base)] as const));
  const records = new Records(context.bucket, base.name);
  const many = await observeMany(
    context.session,
    [...placed.values()].map(({ stack, ...one }) => ({
      ...one,
      stack: stack.name,
      templateDigest: stack.artifact.digest,
      isCurrent: ({ tags }) => tags[TEMPLATE_TAG] === stack.artifact.digest,
      needsTemplate: rolledBack,
    })),
    {
      record: async () => (await recordOf({ records }))?.services,
      lookAtEach: context.detectDrift,
      mostAbsent: true,
    },
  );
  const observed = new Map<BuiltRun, ObservedService>();
  await forEachLimited([...placed], SERVICES_AT_ONCE, ([outcome, one]) =>
    attempt(context, outcome, async () => {
      observed.set(outcome, many.get(one.stack.name) ?? (await observeSettled(context, one, rolledBack)));
    }),
  );
  return observed;
}

/** The service by the names that it has in the base. */
function inBase(desired: DesiredService, base: Environment): DesiredService {
  const { service, stack, functions } = desired;
  return {
    ...desired,
    stack: { ...stack, name: stackName({ name: service }, base) },
    functions: functions.map((one) => ({ ...one, name: functionName(one.artifact, base) })),
  };
}

/** Whether what is live in the base is something else than what was built. */
export function differs(desired: DesiredService, base: Environment, observed: ObservedService): boolean {
  const { stack, functions } = observed;
  if (!stack || situation(stack.status) !== "steady") return true;
  if (!hasTemplate(desired.stack, stack)) return true;
  return desired.functions.some(
    ({ artifact }) => functions[functionName(artifact, base)]?.live?.sha256 !== artifact.digest.sha256,
  );
}
