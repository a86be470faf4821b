import type { Context } from "../../context/context";
import type { Orphan } from "../../context/orphan";
import type { AnyOutcome } from "../../context/outcome";
import { findOrphans } from "../../engine/orphans";
import type { CommonOptions } from "../options";

/**
 * What stands in the environment besides the services of the run, for the report. It is looked for only where these are all that the
 * repository has: a service that is merely not of the run is no orphan.
 */
export async function orphansBeside(
  context: Context,
  outcomes: readonly AnyOutcome[],
  { all, only }: Pick<CommonOptions, "all" | "only">,
): Promise<{ readonly orphans: readonly Orphan[] } | undefined> {
  if (!all || only.length > 0) return undefined;
  return { orphans: await findOrphans(context, new Set(outcomes.map(({ desired }) => desired.service))) };
}
