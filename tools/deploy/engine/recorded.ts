import { functionRecord, recordedRevision } from "../apply/function/record";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import type { Provenance } from "../history/version-description";
import { own } from "../json/own";
import type { ObservedService } from "../model/observed";
import { type DesiredService, TEMPLATE_TAG } from "../plan/desired";

/**
 * Whether something else was made live after the service was observed, by a deploy that had come and gone before this one took the lock:
 * the record says so. Where someone changed the service past Ferry, another look does no harm.
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
 * Records that a service stands as it was wanted, and is no longer pending.
 * @param moved the functions whose alias this run changed, by physical name; the others stand as observed
 * @param revisions as the functions were observed before anything was written, with their aliases where these were looked at
 */
export async function recordLive(
  context: Context,
  desired: DesiredService,
  observed: ObservedService["functions"],
  moved: ReadonlyMap<string, FunctionRecord>,
  revisions: ObservedService["functions"],
  { commit, by }: Provenance,
): Promise<void> {
  const records = desired.functions.flatMap((wanted): [string, FunctionRecord][] => {
    const live = observed[wanted.name]?.live;
    const record =
      moved.get(wanted.name) ??
      (live &&
        functionRecord(
          live,
          revisions[wanted.name]?.alias?.revisionId ??
            recordedRevision(context, desired.service, wanted, live.version),
        ));
    return record ? [[wanted.artifact.name, record]] : [];
  });
  await recordSettled(context, desired.service, {
    template: desired.stack.artifact.digest,
    functions: Object.fromEntries(records),
    ...(commit === undefined ? {} : { commit }),
    by,
  });
}

/** Records what stands now of a service of which all is known: it is no longer pending, and an older commit no longer its own. */
export async function recordSettled(
  { records }: Pick<Context, "records">,
  service: string,
  standing: Pick<ServiceRecord, "template" | "functions" | "commit" | "by">,
): Promise<void> {
  await records.update(service, (before) => {
    const { pending: _, commit: _before, ...kept } = before ?? {};
    return { ...kept, ...standing, at: new Date().toISOString() };
  });
}
