import { AwsError } from "../../protocol/error";
import type { ChangeSetRecord } from "../changeset/record";
import type { StackRecord } from "../stack/records";
import type { StackStore } from "../stack/store";
import { validationError } from "../template/template-error";

/** The stack of a name, or of an id, by which deleted stacks are found too. */
export function findStack(store: StackStore, nameOrId: string): StackRecord | undefined {
  return nameOrId.startsWith("arn:") ? store.stack(nameOrId) : store.stackNamed(nameOrId);
}

export function requireStack(store: StackStore, nameOrId: string): StackRecord {
  const stack = findStack(store, nameOrId);
  if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** A change set by its id, or by its name and its stack, which must be there. */
export function findChangeSet(
  store: StackStore,
  nameOrId: string,
  stackName: string | undefined,
): ChangeSetRecord | undefined {
  return nameOrId.startsWith("arn:")
    ? store.changeSet(nameOrId)
    : changeSetsOf(store, stackName).find(({ changeSetName }) => changeSetName === nameOrId);
}

export function requireChangeSet(
  store: StackStore,
  nameOrId: string,
  stackName: string | undefined,
): ChangeSetRecord {
  const found = findChangeSet(store, nameOrId, stackName);
  if (found === undefined)
    throw new AwsError("ChangeSetNotFound", 404, `ChangeSet [${nameOrId}] does not exist`);
  return found;
}

function changeSetsOf(store: StackStore, stackName: string | undefined): ChangeSetRecord[] {
  if (stackName === undefined)
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  return store.changeSets(requireStack(store, stackName).stackId);
}
