import type { Removed } from "../../../engine/removal/remove";
import type { Obstacle } from "../../../plan/removal/obstacle";

/** An environment in the report of a removal. */
export interface RemovalEntry {
  readonly name: string;
  readonly action: "remove" | "none";
  readonly done: boolean;
  readonly kept?: Obstacle;
  readonly stacks: readonly {
    readonly name: string;
    readonly deleted: boolean;
    /** What the template retains in the account. */
    readonly retained: readonly string[];
    readonly error?: { readonly code: string; readonly message: string; readonly next?: string };
  }[];
  /** Log groups that had come back after their stacks were deleted. */
  readonly logGroups: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly next?: string };
}

/** @param planned nothing was done yet */
export function removalEntry(
  { name, how, obstacle, services, logGroups, error }: Removed,
  planned: boolean,
): RemovalEntry {
  return {
    name,
    action: how === "kept" ? "none" : "remove",
    done: how === "removed" && !planned,
    ...(obstacle && { kept: obstacle }),
    stacks: services.map(({ desired, stack, error: failure, skipped }) => {
      const why = failure ?? skipped?.error;
      return {
        name: desired.stack.name,
        deleted: !planned && why === undefined,
        retained: stack.retained ?? [],
        ...(why && { error: entryOf(why) }),
      };
    }),
    logGroups,
    ...(error && { error: entryOf(error) }),
  };
}

function entryOf({ code, message, next }: NonNullable<Removed["error"]>) {
  return { code, message, ...(next !== undefined && { next }) };
}
