import { pruneVersions } from "../apply/function/prune";
import { forEachLimited, SERVICES_AT_ONCE } from "../context/concurrency";
import { type Context, guardAccount } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { Provenance } from "../history/version-description";
import { own } from "../json/own";
import { writes } from "../plan/plan";
import { recordFailure } from "./failure";
import { observeTogether } from "./observation";
import { type Needs, orderDeploy, skipAfterFailure } from "./order";
import { plannedService, requireFresh, requireSameSubject } from "./plan-file/planned";
import type { PlanFile } from "./plan-file/schema";
import type { Prepared } from "./prepared";
import { renewDigests } from "./renew-digests";
import { forEachInOrder } from "./schedule";
import { convergeService, prepareService } from "./service";
import { requireTrusted, requireTrustedStart, subjects } from "./trust";

/** The plans of services, and the order in which they can be carried out. */
export interface PlannedServices {
  /** Without the services that failed: their failures are in their outcomes. */
  readonly prepared: ReadonlyMap<BuiltRun, Prepared>;
  readonly needs: Needs<BuiltRun>;
}

/** Plans every service and orders them, and writes nothing. What fails is recorded in the service's outcome. */
export async function planAll(context: Context, outcomes: readonly BuiltRun[]): Promise<PlannedServices> {
  const prepared = new Map<BuiltRun, Prepared>();
  const seen = await observeTogether(context, outcomes);
  await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
    recordFailure(context, outcome, async () => {
      prepared.set(outcome, await prepareService(context, outcome, seen.get(outcome.desired.stack.name)));
    }),
  );
  const needs = orderDeploy(context.environment, outcomes, (outcome) => prepared.get(outcome));
  for (const outcome of outcomes) if (outcome.error) prepared.delete(outcome);
  return { prepared, needs };
}

/** What the caller adds to a deploy. */
export interface DeployHooks {
  /** A plan that was made before: exactly that is carried out, or nothing. */
  readonly planned?: PlanFile | undefined;
  /** Asked only where something is published. */
  readonly provenance: () => Promise<Provenance>;
  /** Asks whether what would change is to be done, before anything is written; it throws where it is not. */
  readonly confirm: (changing: readonly BuiltRun[]) => Promise<void>;
}

/**
 * Plans and deploys every service. All that can fail without a write comes first: the plans, trust, the answer of who is asked, the account, the
 * bytes of the zips. Then services are done side by side, and one that imports from others after those. A service that fails
 * stops only those that need it.
 */
export async function deployAll(
  context: Context,
  outcomes: readonly BuiltRun[],
  { provenance, confirm, planned }: DeployHooks,
): Promise<void> {
  requireTrustedStart(context);
  if (planned) requireSameSubject(context, planned, outcomes);
  const { prepared, needs } = await planAll(context, outcomes);
  if (planned) {
    if (outcomes.some(({ error }) => error !== undefined)) return;
    await requireFresh(context, planned, prepared);
  }
  const changed = new Map([...prepared].filter(([, { plan }]) => writes(plan)));
  const work = new Map(
    [...prepared].filter(
      ([outcome]) => changed.has(outcome) || (!planned && isLeftPending(context, outcome)),
    ),
  );
  if (work.size === 0) return await renewDigests(context, prepared.values());
  if (changed.size > 0) {
    await requireTrusted(
      context,
      [...changed.keys()].flatMap(({ desired }) => subjects(desired)),
    );
    await confirm([...changed.keys()]);
  }
  for (const outcome of outcomes) if (!work.has(outcome)) context.emit(outcome.doneEvent());
  const uploads = [...changed.values()].flatMap(({ plan }) => plan.functions.filter(({ upload }) => upload));
  const artifacts = uploads.map(({ desired }) => desired.artifact);
  await Promise.all([guardAccount(context), context.artifacts.ensure(artifacts)]).catch((error) => {
    // An interruption is told by each service below, with what is live.
    if (!context.signal.aborted) throw error;
  });
  const origin = provenance();
  await forEachInOrder([...work.keys()], needs, SERVICES_AT_ONCE, async (outcome) => {
    await recordFailure(context, outcome, async () => {
      const first = work.get(outcome);
      if (!first || skipAfterFailure(outcome, needs)) return;
      await checkBytes(context, first);
      const exactly = planned && plannedService(planned, outcome.desired.service);
      await convergeService(context, outcome, first, origin, exactly);
    });
    recordOrigins(context, outcome);
    context.emit(outcome.doneEvent());
  });
  await Promise.all([
    context.debugArtifacts.end(),
    pruneVersions(context, [...changed.keys()]),
    renewDigests(context, prepared.values()),
  ]);
}

/**
 * Whether a deploy that was killed left a mark on a service that stands as it is wanted: recording that takes the mark away, and the
 * lock that it may have left. It is known where the record was read to spare calls.
 */
function isLeftPending({ records }: Context, { desired }: BuiltRun): boolean {
  return own(records.known?.services, desired.service)?.pending === true;
}

/** Where bytes had to be fetched or built for the deploy itself, that says better where they come from than the build before. */
function recordOrigins({ artifacts }: Context, { functions }: BuiltRun): void {
  for (const entry of functions)
    entry.build = artifacts.originOf(entry.desired.artifact.target) ?? entry.build;
}

/** A service whose bytes cannot be had is left as it is, its stack included. */
async function checkBytes(context: Context, { plan }: Prepared): Promise<void> {
  for (const { upload, desired } of plan.functions)
    if (upload) await context.artifacts.file(desired.artifact);
}
