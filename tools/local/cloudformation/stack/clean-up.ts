import { type Discarded, discardAll } from "./discard";
import type { Operation, ResourceRecord } from "./records";
import { blueprintOf, type Run, refuseIfInterrupted } from "./run";

/** Deletes what an update's target no longer has: resources taken out of the template, and those that were replaced. */
export async function cleanUp(run: Run, operation: Operation): Promise<void> {
  const { journal } = run;
  if (operation.target === undefined) throw new Error(`the operation of ${journal.stackId} has no target`);
  const { active } = blueprintOf(run, operation.target);
  const discarded = journal
    .resources()
    .flatMap((record): Discarded[] => [
      ...(active.has(record.logicalId) ? [] : [own(record, record.deletionPolicy !== "Delete")]),
      ...superseded(record, record.updateReplacePolicy !== "Delete"),
    ]);
  const complete = await discardFromUpdate(run, discarded);
  refuseIfInterrupted(run);
  const reason = complete ? undefined : "Update successful. One or more resources could not be deleted.";
  journal.end("UPDATE_COMPLETE", reason);
}

/** Deletes what a failed update had made. */
export async function cleanUpRollback(run: Run, operation: Operation): Promise<void> {
  const { journal } = run;
  const before = new Set(operation.before.map(({ logicalId }) => logicalId));
  const discarded = journal.resources().flatMap((record): Discarded[] => {
    const retain = record.deletionPolicy === "Retain" && !operation.retainExceptOnCreate;
    return [...(before.has(record.logicalId) ? [] : [own(record, retain)]), ...superseded(record, false)];
  });
  const complete = await discardFromUpdate(run, discarded);
  refuseIfInterrupted(run);
  const reason = complete ? undefined : "Rollback successful. One or more resources could not be deleted.";
  journal.end("UPDATE_ROLLBACK_COMPLETE", reason, { imports: operation.importsBefore });
}

export function own(record: ResourceRecord, retain: boolean): Discarded {
  return { record, physical: record, retain };
}

export function superseded(record: ResourceRecord, retain: boolean): Discarded[] {
  return record.superseded === undefined ? [] : [{ record, physical: record.superseded, retain }];
}

/** An update does not fail for what it cannot delete: such resources leave the stack all the same. False if there are any. */
async function discardFromUpdate(run: Run, discarded: readonly Discarded[]): Promise<boolean> {
  const { journal } = run;
  const failures = await discardAll(discarded, { ...run, onFailure: "continue", keepRecords: false });
  refuseIfInterrupted(run);
  for (const { record, physical } of discarded) {
    if (physical === record) journal.store.deleteResource(journal.stackId, record.logicalId);
    else forgetSuperseded(run, record.logicalId);
  }
  return failures.size === 0;
}

function forgetSuperseded({ journal }: Run, logicalId: string): void {
  const record = journal.resource(logicalId);
  if (record?.superseded === undefined) return;
  const { superseded: _, ...rest } = record;
  journal.putQuietly(rest);
}
