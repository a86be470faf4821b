import { own, superseded } from "./clean-up";
import { discardAll } from "./discard";
import { refuseIfImported } from "./exports";
import { failedResources } from "./forward";
import type { Operation } from "./records";
import { isGone } from "./roll-back";
import { type Run, refuseIfInterrupted } from "./run";

/** Deletes the stack's resources, except those that are to be retained, and then the stack. */
export async function deleteAll(run: Run, operation: Operation): Promise<void> {
  const { journal } = run;
  const inUse = exportInUse(run);
  if (inUse !== undefined) {
    journal.end(operation.refusedTo ?? "DELETE_FAILED", `Delete canceled. ${inUse}`);
    return;
  }
  const options = { ...run, onFailure: "continue", keepRecords: true } as const;
  await discardAll(
    journal.resources().flatMap((record) => superseded(record, false)),
    options,
  );
  refuseIfInterrupted(run);
  const discarded = journal
    .resources()
    .filter((record) => !isGone(record))
    .map((record) =>
      own(record, record.deletionPolicy !== "Delete" || operation.skip.includes(record.logicalId)),
    );
  const failures = await discardAll(discarded, options);
  refuseIfInterrupted(run);
  if (failures.size > 0) {
    journal.end("DELETE_FAILED", failedResources(run, [...failures.keys()]));
    return;
  }
  for (const { changeSetId } of journal.store.changeSets(journal.stackId))
    journal.store.deleteChangeSet(changeSetId);
  journal.end("DELETE_COMPLETE", undefined, { deletedAt: new Date().toISOString(), imports: [] });
}

function exportInUse({ journal }: Run): string | undefined {
  try {
    for (const { exportName } of journal.stack.outputs) {
      if (exportName !== undefined) refuseIfImported(journal.store, exportName, "delete");
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
