import type { Context } from "../../context/context";

/** Change sets older than this, in milliseconds, belong to no running deploy. */
export const LEFT_BY_DEPLOY = 3_600_000;

/** Plans in files wait for approval. Change sets of plans older than this, in milliseconds, are considered abandoned. */
export const LEFT_BY_PLAN = 7 * 24 * 3_600_000;

/**
 * Deletes Ferry's unexecuted change sets: killed deploys leave them in stacks that were never created, plans in any stack. Their
 * number is limited.
 * @param age above which they are deleted, in milliseconds
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
