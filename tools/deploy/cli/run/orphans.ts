import type { Context } from "../../context/context";
import type { Orphan } from "../../context/orphan";
import type { ServiceRun } from "../../context/service-run";
import { findOrphans } from "../../engine/orphans";
import type { CommonOptions } from "../options";

/**
 * What stands in the environment besides the services of the run, for the report. It is looked for only where these are all that the
 * repository has: a service that is merely not of the run is no orphan.
 */
export async function orphansBeside(
  context: Context,
  outcomes: readonly ServiceRun[],
  { all, only }: Pick<CommonOptions, "all" | "only">,
): Promise<{ readonly orphans: readonly Orphan[] } | undefined> {
  if (!all || only.length > 0) return undefined;
  return { orphans: await findOrphans(context, new Set(outcomes.map(({ desired }) => desired.service))) };
}
