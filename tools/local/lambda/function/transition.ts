import { randomUUID } from "node:crypto";
import { conflict } from "../errors";
import type { Snapshot, Transition } from "../model";

interface Changing {
  readonly revisionId: string;
  readonly transition?: Transition;
}

/** A transition that ends `delay` milliseconds from `now`, or none if there is no delay. */
export function beginTransition(
  kind: Transition["kind"],
  now: number,
  delay: number,
  previous?: Snapshot,
): { transition?: Transition } {
  if (delay <= 0) return {};
  const until = now + delay;
  return { transition: { kind, until, settledRevisionId: randomUUID(), ...(previous ? { previous } : {}) } };
}

/** The transition, while it is under way. */
export function underWay(record: Changing, now: number): Transition | undefined {
  return record.transition && now < record.transition.until ? record.transition : undefined;
}

export function revisionAt(record: Changing, now: number): string {
  return record.transition && now >= record.transition.until
    ? record.transition.settledRevisionId
    : record.revisionId;
}

/** The members of a function's configuration that say how far its last change is. */
export function stateMembers(record: Changing, now: number): object {
  switch (underWay(record, now)?.kind) {
    case "create":
      return {
        State: "Pending",
        StateReason: "The function is being created.",
        StateReasonCode: "Creating",
        LastUpdateStatus: "InProgress",
        LastUpdateStatusReason: "The function is being created.",
        LastUpdateStatusReasonCode: "Creating",
      };
    case "update":
      return {
        State: "Active",
        LastUpdateStatus: "InProgress",
        LastUpdateStatusReason: "The function is being created.",
        LastUpdateStatusReasonCode: "Creating",
      };
    case undefined:
      return { State: "Active", LastUpdateStatus: "Successful" };
  }
}

/** Throws `ResourceConflictException` while a change is under way. */
export function refuseWhileChanging(record: Changing, arn: string, now: number): void {
  switch (underWay(record, now)?.kind) {
    case "create":
      throw conflict(
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      );
    case "update":
      throw conflict(
        `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
      );
    case undefined:
  }
}

/** What invocations run now: the state before an update until the update has settled. */
export function effectiveSnapshot(record: Snapshot & Changing, now: number): Snapshot {
  return underWay(record, now)?.previous ?? { settings: record.settings, code: record.code };
}
