import { Conflict } from "../../aws/client/failure";
import type { Context } from "../../context/context";
import type { ObservedAlias } from "../../model/observed";
import type { DesiredFunction } from "../../plan/desired";
import { certain } from "./certain";

/**
 * Updates the settings of the alias `live` without moving it.
 * @returns its new RevisionId
 * @throws Conflict if it was changed since it was observed
 */
export async function describeLive(
  context: Context,
  { name, alias: { description } }: DesiredFunction,
  observed: ObservedAlias,
): Promise<string> {
  const { functions } = context.session;
  return await certain(
    async () => {
      await context.beforeWrite();
      return await functions.updateLive(name, { description }, observed.revisionId);
    },
    async () => {
      const found = await functions.live(name);
      if (found.description === description) return found.revisionId;
      if (found.revisionId === observed.revisionId) return undefined;
      throw new Conflict(`someone else changed the alias live of ${name} between plan and write`);
    },
  );
}
