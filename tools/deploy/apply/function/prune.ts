import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { prunable, pruningIsDue } from "../../history/prune";
import { versionHistory } from "../../history/versions";
import { LIVE } from "../../model/observed";

/**
 * Deletes old versions of published functions, if enough may have accumulated. It runs last, when everything is live, so as not
 * to compete for calls. It needs no lock: Lambda refuses to delete a version that an alias uses. A failure is only reported: a
 * later deploy tries again.
 */
export async function pruneVersions(context: Context, outcomes: readonly BuiltRun[]): Promise<void> {
  const due = outcomes.flatMap(({ desired, functions }) =>
    functions
      .filter(({ written, version, before }) => written && version && pruningIsDue(version, before ?? "0"))
      .map((entry) => ({ service: desired.service, name: entry.desired.name })),
  );
  await forEachLimited(due, SERVICES_AT_ONCE, async ({ service, name }) => {
    if (context.signal.aborted) return;
    try {
      await pruneFunction(context, name);
    } catch (error) {
      if (context.signal.aborted) return;
      context.emit({ type: "unpruned", service, name, cause: (error as Error).message });
    }
  });
}

async function pruneFunction(context: Context, name: string): Promise<void> {
  const { functions } = context.session;
  const [versions, aliases] = await Promise.all([functions.versions(name), functions.aliases(name)]);
  const live = aliases.find((alias) => alias.name === LIVE);
  const used = new Set(aliases.flatMap(({ version, weighted }) => [version, ...weighted]));
  for (const version of prunable(versionHistory(versions ?? [], live?.version), used)) {
    await context.beforeWrite();
    await functions.deleteVersion(name, version);
  }
}
