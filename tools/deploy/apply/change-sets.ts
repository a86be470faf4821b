import type { Context } from "./context";

/** Change sets older than this, in milliseconds, belong to no deploy that still runs. */
const STALE = 3_600_000;

/**
 * Deletes the change sets of Ferry's that nobody executed: killed deploys leave them in a stack that was never created, and an
 * account may have only so many.
 */
export async function removeStaleChangeSets({ session }: Context, stackName: string): Promise<void> {
  const before = Date.now() - STALE;
  for (const { name, created } of await session.stacks.changeSets(stackName))
    if (name.startsWith("ferry-") && created.getTime() < before)
      await session.stacks.deleteChangeSet(stackName, name);
}
