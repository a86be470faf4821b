import { forEachLimited, SERVICES_AT_ONCE } from "../context/concurrency";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { ObservedService, ObservedStack } from "../model/observed";
import { withTemplate } from "../observe/service";
import { deletionLosses } from "../plan/changes";
import { attempt } from "./attempt";
import { guardExports, guardImports, guardReturned } from "./exchange/guards";
import { Producers } from "./exchange/producers";
import { observeTogether } from "./observation";
import { type Needs, orderDeploy } from "./order";
import type { Overlay } from "./overlay/overlay";
import { allOwn, placeServices } from "./overlay/place";
import { observe, type Prepared, planObserved } from "./prepare";

/** The plans of services, and the order in which to apply them. */
export interface PlannedServices {
  /** Stacks of the overlay whose services are again as in the base. */
  readonly returned: ReadonlyMap<BuiltRun, ObservedStack>;
  readonly producers: Producers;
  /** Without the failed services, whose errors are in their outcomes. */
  readonly prepared: ReadonlyMap<BuiltRun, Prepared>;
  readonly needs: Needs<BuiltRun>;
}

/** Plans and orders the services without writing anything. Failures are recorded in the outcomes. */
export async function planAll(
  context: Context,
  outcomes: readonly BuiltRun[],
  overlay?: Overlay,
): Promise<PlannedServices> {
  const prepared = new Map<BuiltRun, Prepared>();
  const seen = await observeTogether(context, outcomes, overlay !== undefined);
  const observed = new Map<BuiltRun, ObservedService>();
  await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      const known = seen.get(outcome.desired.stack.name);
      observed.set(outcome, await observe(context, outcome, known));
    }),
  );
  const placements = overlay
    ? await placeServices(context, overlay, observed)
    : allOwn(context, [...observed.keys()]);
  const returned = new Map<BuiltRun, ObservedStack>();
  for (const outcome of placements.through) {
    const stack = observed.get(outcome)?.stack;
    if (stack) returned.set(outcome, stack);
  }
  const leaving = new Set([...returned.values()].map(({ name }) => name));
  const producers = new Producers(context, placements, observed, leaving);
  if (overlay && skipIncomplete(outcomes))
    return { prepared, needs: () => [], producers, returned: new Map() };
  await forEachLimited([...returned], SERVICES_AT_ONCE, ([outcome, stack]) =>
    attempt(context, outcome, async () => {
      outcome.beginDeletion();
      const full = await withTemplate(context.session, stack, () => true);
      outcome.changes = deletionLosses(full, await context.resourceTypes());
    }),
  );
  await forEachLimited(placements.own, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      const found = observed.get(outcome);
      if (found) prepared.set(outcome, await planObserved(context, outcome, producers, found));
    }),
  );
  await guardImports(context, outcomes, prepared, producers);
  await guardExports(context, outcomes, prepared, leaving);
  await guardReturned(context, prepared, returned);
  const staying = outcomes.filter((outcome) => !placements.through.includes(outcome));
  const needs = orderDeploy(context.environment, staying, (outcome) => prepared.get(outcome));
  for (const outcome of outcomes) {
    if (!outcome.error) continue;
    prepared.delete(outcome);
    returned.delete(outcome);
  }
  return { prepared, needs, producers, returned };
}

/** Which services an overlay has depends on all of them: if one could not be observed, the others are skipped. */
function skipIncomplete(outcomes: readonly BuiltRun[]): boolean {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  if (failed.length > 0) for (const outcome of outcomes) if (!outcome.error) outcome.skip(failed);
  return failed.length > 0;
}
