import { forEachLimited, SERVICES_AT_ONCE } from "../context/concurrency";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { ObservedService, ObservedStack } from "../model/observed";
import { imports } from "../plan/references";
import { attempt } from "./attempt";
import { requireUnused } from "./importers";
import { observeTogether } from "./observation";
import { lostExports, type Needs, orderDeploy } from "./order";
import type { Overlay } from "./overlay/overlay";
import { allOwn, placeServices } from "./overlay/place";
import type { Prepared } from "./prepared";
import { Producers } from "./producers";
import { observe, planObserved } from "./service";

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
  const seen = await observeTogether(context, outcomes);
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
  const producers = new Producers(context, placements, observed);
  if (overlay && skipIncomplete(outcomes))
    return { prepared, needs: () => [], producers, returned: new Map() };
  const returned = new Map<BuiltRun, ObservedStack>();
  for (const outcome of placements.through) {
    const stack = observed.get(outcome)?.stack;
    if (!stack) continue;
    outcome.beginDeletion();
    returned.set(outcome, stack);
  }
  await forEachLimited(placements.own, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      const found = observed.get(outcome);
      if (found) prepared.set(outcome, await planObserved(context, outcome, producers, found));
    }),
  );
  await guardExports(context, outcomes, prepared);
  const needs = orderDeploy(context.environment, outcomes, (outcome) => prepared.get(outcome));
  for (const outcome of outcomes) if (outcome.error) prepared.delete(outcome);
  return { prepared, needs, producers, returned };
}

/** Fails services that would take away exports which stacks still import after this run. */
async function guardExports(
  context: Context,
  outcomes: readonly BuiltRun[],
  prepared: ReadonlyMap<BuiltRun, Prepared>,
): Promise<void> {
  const { environment } = context;
  await forEachLimited([...prepared], SERVICES_AT_ONCE, ([outcome, one]) =>
    attempt(context, outcome, () => {
      const { service } = one.desired;
      const lost = lostExports(environment, one);
      const leaving = outcomes.filter(({ desired }) => !imports(desired, service, lost));
      const names = new Set(leaving.map(({ desired }) => desired.stack.name));
      return requireUnused(context, { service, environment: environment.name }, lost, names);
    }),
  );
}

/** Which services an overlay has depends on all of them: if one could not be observed, the others are skipped. */
function skipIncomplete(outcomes: readonly BuiltRun[]): boolean {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  if (failed.length > 0) for (const outcome of outcomes) if (!outcome.error) outcome.skip(failed);
  return failed.length > 0;
}
