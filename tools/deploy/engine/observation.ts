import type { DeploymentRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import { FerryError } from "../error";
import type { ObservedService } from "../model/observed";
import { type Knowledge, type ManySubject, observeMany } from "../observe/many";
import { isCurrent, needsTemplate } from "../plan/stack";

/**
 * Observes many services in few calls.
 * @returns by the stack's name; those left out are to be observed individually
 */
export function observeTogether(
  { session, records, detectDrift }: Context,
  outcomes: readonly BuiltRun[],
  mostAbsent: boolean,
): Promise<ReadonlyMap<string, ObservedService>> {
  const knowledge: Knowledge = {
    record: async () => (await recordOf({ records }))?.services,
    lookAtEach: detectDrift,
    mostAbsent,
  };
  return observeMany(session, outcomes.map(subject), knowledge);
}

function subject({ desired }: BuiltRun): ManySubject {
  const { service, stack, functions } = desired;
  return {
    service,
    stack: stack.name,
    templateDigest: stack.artifact.digest,
    isCurrent: (observed) => isCurrent(stack, observed),
    needsTemplate: (observed) => needsTemplate(stack, observed),
    functions,
  };
}

/** The environment's record; undefined without the permission to read it: then everything is observed. */
export async function recordOf({ records }: Pick<Context, "records">): Promise<DeploymentRecord | undefined> {
  try {
    return await records.read();
  } catch (error) {
    if (error instanceof FerryError && error.code === "AccessDenied") return undefined;
    throw error;
  }
}
