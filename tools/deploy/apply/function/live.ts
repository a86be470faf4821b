import { Conflict } from "../../aws/client/failure";
import type { Context } from "../../context/context";
import type { ObservedAlias } from "../../model/observed";
import { certain } from "./certain";

export interface Move {
  readonly service: string;
  /** Physical name of the function. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** RevisionId of the alias when it was last seen, if known: it saves a call. */
  readonly revision: string | undefined;
  /** New description of the alias; unchanged unless given. */
  readonly description?: string;
}

/**
 * Moves the alias `live`, if it still points at `from`.
 * @returns its new RevisionId
 * @throws Conflict if it was moved by someone else
 */
export async function moveLive(context: Context, move: Move): Promise<string> {
  if (move.revision !== undefined) {
    try {
      return await moveFrom(context, move, move.revision);
    } catch (error) {
      // Adding a permission changes the revision as well: only the alias's version matters.
      if (!(error instanceof Conflict)) throw error;
    }
  }
  return await moveFrom(context, move, (await unmoved(context, move)).revisionId);
}

async function moveFrom(context: Context, move: Move, revision: string): Promise<string> {
  const { service, name, to, description } = move;
  let guard = revision;
  return await certain(
    async () => {
      await context.beforeWrite();
      context.emit({ type: "switch", service, name, version: to });
      return await context.session.functions.updateLive(name, { version: to, description }, guard);
    },
    async () => {
      const alias = await context.session.functions.live(name);
      if (alias.version === to) return alias.revisionId;
      guard = (await unmoved(context, move, alias)).revisionId;
      return undefined;
    },
  );
}

async function unmoved(context: Context, { name, from }: Move, seen?: ObservedAlias): Promise<ObservedAlias> {
  const alias = seen ?? (await context.session.functions.live(name));
  if (alias.version === from) return alias;
  throw new Conflict(`someone else moved the alias live of ${name} from version ${from} to ${alias.version}`);
}
