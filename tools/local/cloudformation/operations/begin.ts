import { randomUUID } from "node:crypto";
import { ACCOUNT_ID } from "../../protocol/account-id";
import type { Operation, StackRecord, StackStatus } from "../stack/records";
import type { StackStore } from "../stack/store";
import { validationError } from "../template/template-error";
import { findStack } from "./find";
import type { Context } from "./operation";

/** Reason of the events that begin what a request asked for. */
export const USER_INITIATED = "User Initiated";

const UPDATABLE: readonly StackStatus[] = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"];

/** A stack that is not in the store yet. */
export function newStack(stackName: string, { region }: Context): StackRecord {
  return {
    stackId: `arn:aws:cloudformation:${region}:${ACCOUNT_ID}:stack/${stackName}/${randomUUID()}`,
    stackName,
    region,
    status: "REVIEW_IN_PROGRESS",
    createdAt: new Date().toISOString(),
    terminationProtection: false,
    disableRollback: false,
    outputs: [],
    imports: [],
  };
}

/** A new operation, as requests without options ask for it. */
export function newOperation(kind: Operation["kind"], token: string | undefined): Operation {
  return {
    kind,
    phase: "FORWARD",
    ...(token === undefined ? {} : { token }),
    before: [],
    importsBefore: [],
    onFailure: "ROLLBACK",
    retainExceptOnCreate: false,
    skip: [],
  };
}

/** How an operation begins: its journal, and what else it changes in the stack's record. */
interface Beginning extends Partial<StackRecord> {
  readonly operation: Operation;
  /** Names of the exports that the target uses. */
  readonly imports: readonly string[];
}

/** Begins to make a stack that is in the store already. */
export function beginCreation(
  { engine }: Context,
  stackId: string,
  { operation, ...changes }: Beginning,
): void {
  const target = operation.target === undefined ? {} : { deployed: operation.target };
  engine.begin(stackId, operation, "CREATE_IN_PROGRESS", USER_INITIATED, {
    ...changes,
    ...target,
    ...tokenOf(operation),
  });
}

/** Begins to change a stack; its resources as they are go into the journal, to be restored if it fails. */
export function beginUpdate({ engine, store }: Context, stack: StackRecord, beginning: Beginning): void {
  const { operation, imports, ...changes } = beginning;
  const journaled = { ...operation, before: store.resources(stack.stackId), importsBefore: stack.imports };
  engine.begin(stack.stackId, journaled, "UPDATE_IN_PROGRESS", USER_INITIATED, {
    ...changes,
    imports: [...new Set([...stack.imports, ...imports])],
    updatedAt: new Date().toISOString(),
    ...tokenOf(operation),
  });
}

/** The stack of an update: one that is deleted counts as missing. */
export function requireLiveStack(store: StackStore, nameOrId: string): StackRecord {
  const stack = findStack(store, nameOrId);
  if (stack !== undefined && stack.status !== "DELETE_COMPLETE") return stack;
  throw validationError(`Stack [${nameOrId}] does not exist`);
}

/** Refuses the update of a stack that has an operation under way, or whose failure only a deletion or a rollback can resolve. */
export function refuseUnlessUpdatable({ stackId, status }: StackRecord): void {
  if (UPDATABLE.includes(status)) return;
  throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}

/** The token as a member of a stack's record. */
export function tokenOf({ token }: Operation): { token?: string } {
  return token === undefined ? {} : { token };
}
