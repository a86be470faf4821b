import type { ProgressEvent } from "../../../context/progress-event";
import { count, size } from "../units";

const STACK_STEP = {
  CREATE: "creating",
  UPDATE: "updating",
  delete: "deleting",
  rollback: "rolling back",
} as const;

const TAKEOVER = {
  ended: "that process has ended",
  expired: "its lease expired",
  forced: "--force-unlock",
} as const;

/** What is going on, in one line for people. */
export function describe(event: ProgressEvent): string {
  switch (event.type) {
    case "account-starting":
      return "starting the local account";
    case "room-unread":
      return `warning: whether the account has room was not checked in full: ${event.cause}`;
    case "building":
      return `${event.rebuild ? "rebuilding" : "fetching"} ${event.targets.join(", ")}${event.rebuild ? ": the cache does not have it" : ""}`;
    case "waiting": {
      const by = event.by === undefined ? "" : `, held by ${event.by}`;
      const since = event.since === undefined ? "" : ` since ${event.since.toISOString()}`;
      return `waiting: the stack ${event.stack} is ${event.status}${by}${since}`;
    }
    case "removing":
      return `removing its ${event.what}`;
    case "locked":
      return `waiting: locked by ${event.by}`;
    case "unlocked":
      return `taking the lock of ${event.by}: ${TAKEOVER[event.why]}`;
    case "stack":
      return `${STACK_STEP[event.step]} the stack ${event.stack}`;
    case "attested":
      return `attested ${event.subjects.map(({ target, sha256 }) => `${target} (sha256 ${sha256})`).join(", ")}`;
    case "change-set":
      return `creating a change set of the stack ${event.stack}`;
    case "stack-event":
      return `${event.resource} ${event.status}`;
    case "retained":
      return `left in the account, as the template of ${event.stack} retains it: ${event.resources.join(", ")}`;
    case "unprotected":
      return `warning: ${event.stack} has no termination protection until the next deploy: ${event.cause}`;
    case "seed":
      return `writing ${count(event.items, "item")} of seed/ into the table ${event.table}`;
    case "upload":
      return `uploading ${size(event.bytes)} to ${event.name}`;
    case "publish":
      return `publishing ${event.name}`;
    case "switch":
      return `making version ${event.version} of ${event.name} live`;
    case "explaining":
      return "asking git and Bazel what changed";
    case "unpruned":
      return `warning: old versions of ${event.name} were not deleted: ${event.cause}`;
    case "not-kept":
      return `warning: the ${event.what} of ${event.name} was not kept: ${event.cause}`;
    case "replan":
      return `planning again: ${event.cause}`;
    case "interrupted":
      return "interrupted: finishing the write under way (press Ctrl-C again to stop at once)";
    case "done":
      return event.how;
  }
}
