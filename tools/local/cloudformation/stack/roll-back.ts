import { own } from "./clean-up";
import { discardAll } from "./discard";
import { failedResources } from "./forward";
import type { Operation, ResourceRecord } from "./records";
import { restore } from "./restore";
import { type Run, refuseIfInterrupted } from "./run";
import { runGraph } from "./run-graph";

/** Undoes a failed creation, by deletion, or a failed update, by restoring what was before. */
export async function rollBack(run: Run, operation: Operation): Promise<void> {
  if (operation.kind === "CREATE") await rollBackCreation(run, operation);
  else await rollBackUpdate(run, operation);
}

async function rollBackCreation(run: Run, operation: Operation): Promise<void> {
  const { journal } = run;
  const discarded = journal
    .resources()
    .filter((record) => !isGone(record))
    .map((record) => own(record, record.deletionPolicy === "Retain" && !operation.retainExceptOnCreate));
  const failures = await discardAll(discarded, { ...run, onFailure: "continue", keepRecords: true });
  refuseIfInterrupted(run);
  if (failures.size > 0) journal.end("ROLLBACK_FAILED", failedResources(run, [...failures.keys()]));
  else journal.end("ROLLBACK_COMPLETE", undefined, { outputs: [], imports: [] });
}

async function rollBackUpdate(run: Run, operation: Operation): Promise<void> {
  const { journal, identity, providers, cancelled } = run;
  const before = new Map(operation.before.map((record) => [record.logicalId, record]));
  const dependencies = new Map(
    [...before].map(([logicalId, record]) => [logicalId, new Set(record.dependencies)]),
  );
  const visit = async (logicalId: string): Promise<void> => {
    const record = before.get(logicalId) as ResourceRecord;
    if (operation.skip.includes(logicalId)) journal.put({ ...record, status: "UPDATE_COMPLETE" });
    else await restore(record, identity, journal, providers);
  };
  const failures = await runGraph(dependencies, visit, { onFailure: "continue", cancelled });
  refuseIfInterrupted(run);
  if (failures.size > 0) {
    const reason = failedResources(run, [...failures.keys()]);
    journal.status("UPDATE_ROLLBACK_FAILED", reason, { operation: { ...operation, phase: "FAILED" } });
    return;
  }
  const cleaning = { ...operation, phase: "ROLLBACK_CLEANUP" } as const;
  journal.status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", undefined, { operation: cleaning });
}

/** Whether a deletion has already dealt with the resource. */
export function isGone({ status }: ResourceRecord): boolean {
  return status === "DELETE_COMPLETE" || status === "DELETE_SKIPPED";
}
