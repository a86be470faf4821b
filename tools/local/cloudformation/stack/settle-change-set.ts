import type { ChangeSetRecord } from "../changeset/record";
import type { Journal } from "./journal";
import type { Operation } from "./records";

/** Records on the change set that an operation executes how the operation ended. */
export function settleChangeSet(
  { store }: Journal,
  { changeSetId }: Operation,
  executionStatus: ChangeSetRecord["executionStatus"],
): void {
  const changeSet = changeSetId === undefined ? undefined : store.changeSet(changeSetId);
  if (changeSet !== undefined) store.putChangeSet({ ...changeSet, executionStatus });
}
