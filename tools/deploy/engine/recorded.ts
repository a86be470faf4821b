import { functionRecord, recordedRevision } from "../apply/function/record";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import type { Environment } from "../environment/schema";
import type { Provenance } from "../history/version-description";
import { own } from "../json/own";
import type { ObservedService } from "../model/observed";
import { idleCost } from "../plan/cost/idle-cost";
import { type DesiredService, TEMPLATE_TAG } from "../plan/desired";
import { desiredInstantiation } from "../plan/instantiation";

/**
 * Whether, by the record, another deploy changed the service after it was observed and before this one took the lock. If the
 * service was changed outside Ferry instead, observing it again does no harm.
 */
export function isOvertaken(
  { functions }: DesiredService,
  observed: ObservedService,
  recorded: ServiceRecord | undefined,
): boolean {
  if (recorded?.template === undefined) return false;
  if (recorded.template !== observed.stack?.tags[TEMPLATE_TAG]) return true;
  return functions.some(({ name, artifact }) => {
    const version = own(recorded.functions, artifact.name)?.version;
    return version !== undefined && version !== observed.functions[name]?.live?.version;
  });
}

/**
 * Records that a service is up to date and no longer pending.
 * @param moved the functions whose alias this run changed, by physical name; the others are as observed
 * @param revisions the functions as observed before any write, with their aliases if these were read
 */
export async function recordLive(
  context: Context,
  desired: DesiredService,
  observed: ObservedService["functions"],
  moved: ReadonlyMap<string, FunctionRecord>,
  revisions: ObservedService["functions"],
  { commit, by }: Provenance,
): Promise<void> {
  const records = desired.functions.flatMap((one): [string, FunctionRecord][] => {
    const live = observed[one.name]?.live;
    const record =
      moved.get(one.name) ??
      (live &&
        functionRecord(
          live,
          revisions[one.name]?.alias?.revisionId ??
            recordedRevision(context, desired.service, one, live.version),
        ));
    return record ? [[one.artifact.name, record]] : [];
  });
  await recordSettled(context, desired.service, {
    template: desired.stack.artifact.digest,
    functions: Object.fromEntries(records),
    ...(commit === undefined ? {} : { commit }),
    by,
    idleCost: estimate(desired, context.environment),
    unseeded: undefined,
  });
}

function estimate({ stack }: DesiredService, { region }: Environment): ServiceRecord["idleCost"] {
  const { usd, unpriced } = idleCost(desiredInstantiation(stack), region);
  return { usd, unpriced: [...unpriced] };
}

/** Records the state of a fully observed service: it is no longer pending, and its old commit no longer applies. */
export async function recordSettled(
  { records }: Pick<Context, "records">,
  service: string,
  state: Pick<ServiceRecord, "template" | "functions" | "commit" | "by" | "idleCost" | "unseeded">,
): Promise<void> {
  await records.update(service, (before) => {
    const { pending: _, commit: _before, ...kept } = before ?? {};
    return { ...kept, ...state, at: new Date().toISOString() };
  });
}
