import { FerryError } from "../error";
import { type Knowledge, type ManySubject, observeMany } from "../observe/many";
import { isCurrent, needsTemplate } from "../plan/stack";
import type { ObservedService } from "../state/observed";
import type { Context } from "./context";
import type { ServiceOutcome } from "./outcome";

/**
 * Observes the services in few calls, where they are many.
 * @returns by the stack's name, and not all of them: the others are to be observed one by one
 */
export function observeTogether(
  { session, records, detectDrift }: Context,
  outcomes: readonly ServiceOutcome[],
): Promise<ReadonlyMap<string, ObservedService>> {
  const knowledge: Knowledge = {
    record: async () => (await unlessDenied(records.read()))?.services,
    lookAtEach: detectDrift,
  };
  return observeMany(session, outcomes.map(subject), knowledge);
}

function subject({ desired }: ServiceOutcome): ManySubject {
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

/** Who may not read the record can still look at everything. */
async function unlessDenied<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof FerryError && error.code === "AccessDenied") return undefined;
    throw error;
  }
}
