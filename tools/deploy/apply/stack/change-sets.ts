import type { Context } from "../../context/context";

/** Change sets older than this, in milliseconds, belong to no deploy that still runs. */
export const LEFT_BY_DEPLOY = 3_600_000;

/** Until a plan in a file is carried out, people look at it. One that is older than this, in milliseconds, nobody will approve any more. */
export const LEFT_BY_PLAN = 7 * 24 * 3_600_000;

/**
 * Deletes the change sets of Ferry's that nobody executed: killed deploys leave them in a stack that was never created, and plans
 * in any stack. An account may have only so many.
 * @param age at which they go, in milliseconds
 * @param now milliseconds since the epoch
 */
export async function removeStaleChangeSets(
  { session, beforeWrite }: Pick<Context, "session" | "beforeWrite">,
  stackName: string,
  age: number,
  now = Date.now(),
): Promise<void> {
  for (const { name, created } of await session.stacks.unexecutedChangeSets(stackName)) {
    if (!name.startsWith("ferry-") || created.getTime() >= now - age) continue;
    await beforeWrite();
    await session.stacks.deleteChangeSet(stackName, name);
  }
}
