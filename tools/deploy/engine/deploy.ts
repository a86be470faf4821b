import { isDeepStrictEqual } from "node:util";
import { pruneVersions } from "../apply/function/prune";
import { forEachLimited, SERVICES_AT_ONCE } from "../context/concurrency";
import { type Context, guardAccount } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { Provenance } from "../history/version-description";
import { own } from "../json/own";
import type { ObservedService } from "../model/observed";
import { writes } from "../plan/plan";
import { imports, importsFrom } from "../plan/references";
import { attempt } from "./attempt";
import { requireUnused } from "./importers";
import { observeTogether } from "./observation";
import { lostExports, type Needs, orderDeploy, skipAfterFailure } from "./order";
import { overtaken, plannedService, requireFresh, requireSameSubject } from "./plan-file/planned";
import type { PlanFile, PlannedService } from "./plan-file/schema";
import type { Prepared } from "./prepared";
import { Producers } from "./producers";
import { renewDigests } from "./renew-digests";
import { forEachInOrder } from "./schedule";
import { convergeService, observe, planObserved } from "./service";
import { requireTrusted, requireTrustedStart, subjects } from "./trust";

/** The plans of services, and the order in which to apply them. */
export interface PlannedServices {
  readonly producers: Producers;
  /** Without the failed services, whose errors are in their outcomes. */
  readonly prepared: ReadonlyMap<BuiltRun, Prepared>;
  readonly needs: Needs<BuiltRun>;
}

/** Plans and orders the services without writing anything. Failures are recorded in the outcomes. */
export async function planAll(context: Context, outcomes: readonly BuiltRun[]): Promise<PlannedServices> {
  const prepared = new Map<BuiltRun, Prepared>();
  const producers = new Producers(context, { listen: false, environmentOf: () => context.environment.name });
  const seen = await observeTogether(context, outcomes);
  const observed = new Map<BuiltRun, ObservedService>();
  await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      const known = seen.get(outcome.desired.stack.name);
      observed.set(outcome, await observe(context, outcome, producers, known));
    }),
  );
  await forEachLimited([...observed], SERVICES_AT_ONCE, ([outcome, found]) =>
    attempt(context, outcome, async () => {
      prepared.set(outcome, await planObserved(context, outcome, producers, found));
    }),
  );
  await guardExports(context, outcomes, prepared);
  const needs = orderDeploy(context.environment, outcomes, (outcome) => prepared.get(outcome));
  for (const outcome of outcomes) if (outcome.error) prepared.delete(outcome);
  return { prepared, needs, producers };
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

/** What the caller adds to a deploy. */
export interface DeployHooks {
  /** A plan file: exactly that is applied, or nothing. */
  readonly planned?: PlanFile | undefined;
  /** Called only if something is published. */
  readonly provenance: () => Promise<Provenance>;
  /** Asks for confirmation of the changes before anything is written; throws if it is refused. */
  readonly confirm: (changing: readonly BuiltRun[]) => Promise<void>;
}

/**
 * Plans and deploys the services. Everything that can fail without a write comes first: plans, trust, confirmation, the account,
 * the zips. Then services are deployed in parallel, importers after exporters. A failed service stops only those that need it.
 */
export async function deployAll(
  context: Context,
  outcomes: readonly BuiltRun[],
  { provenance, confirm, planned }: DeployHooks,
): Promise<void> {
  requireTrustedStart(context);
  if (planned) requireSameSubject(context, planned, outcomes);
  const { prepared, needs, producers } = await planAll(context, outcomes);
  if (planned) {
    if (outcomes.some(({ error }) => error !== undefined)) return;
    await requireFresh(context, planned, prepared);
  }
  const changed = new Map([...prepared].filter(([, { plan }]) => writes(plan)));
  const following = followers(prepared, changed);
  const work = new Map(
    [...prepared].filter(
      ([outcome]) =>
        changed.has(outcome) || following.has(outcome) || (!planned && isLeftPending(context, outcome)),
    ),
  );
  if (work.size === 0) return await renewDigests(context, prepared.values());
  const changing = [...changed.keys()];
  if (changing.length > 0) {
    await requireTrusted(
      context,
      [...changing, ...following].flatMap(({ desired }) => subjects(desired)),
    );
    await confirm(changing);
  }
  for (const outcome of outcomes) if (!work.has(outcome)) context.emit(outcome.doneEvent());
  const uploads = [...changed.values()].flatMap(({ plan }) => plan.functions.filter(({ upload }) => upload));
  const artifacts = uploads.map(({ desired }) => desired.artifact);
  try {
    // Before Bazel starts: a build would outlive the refusal, since its process is waited for.
    await guardAccount(context);
    await context.artifacts.ensure(artifacts);
  } catch (error) {
    // An interruption is reported for each service below, with what is live.
    if (!context.signal.aborted) throw error;
  }
  const origin = provenance();
  await forEachInOrder([...work.keys()], needs, SERVICES_AT_ONCE, async (outcome) => {
    await attempt(context, outcome, async () => {
      const before = work.get(outcome);
      if (!before || skipAfterFailure(outcome, needs)) return;
      const exactly = planned && plannedService(planned, outcome.desired.service);
      const first = await relinked(context, outcome, producers, before, exactly);
      if (following.has(outcome) && !writes(first.plan) && !isLeftPending(context, outcome)) return;
      await checkBytes(context, first);
      await convergeService(context, outcome, first, producers, origin, exactly);
    });
    keepOrigins(context, outcome);
    context.emit(outcome.doneEvent());
  });
  await Promise.all([
    context.debugArtifacts.end(),
    pruneVersions(context, changing),
    renewDigests(context, prepared.values()),
  ]);
}

/**
 * The unchanged services that import from one whose stack changes: their values may move with it, and only then do they change.
 */
function followers(
  prepared: ReadonlyMap<BuiltRun, Prepared>,
  changed: ReadonlyMap<BuiltRun, Prepared>,
): ReadonlySet<BuiltRun> {
  const moving = [...changed.values()].filter(({ plan }) => plan.stack.action !== "none");
  const names = new Set(moving.map(({ desired }) => desired.service));
  const following = [...prepared].filter(
    ([outcome, { desired }]) => !changed.has(outcome) && importsFrom(desired).some((name) => names.has(name)),
  );
  return new Set(following.map(([outcome]) => outcome));
}

/** The plan with the values that services deployed before this one in the run now export. */
async function relinked(
  context: Context,
  outcome: BuiltRun,
  producers: Producers,
  before: Prepared,
  planned: PlannedService | undefined,
): Promise<Prepared> {
  const { stack } = await producers.link(outcome.desired);
  if (isDeepStrictEqual(stack.parameters, before.desired.stack.parameters)) return before;
  if (planned) throw overtaken(planned, new Error("a value that it imports has changed with this deploy"));
  return await planObserved(context, outcome, producers, before.observed);
}

/**
 * Whether a killed deploy left an up-to-date service marked as pending: going through it clears the mark and a stale lock. Known
 * only if the record has been read.
 */
function isLeftPending({ records }: Context, { desired }: BuiltRun): boolean {
  return own(records.known?.services, desired.service)?.pending === true;
}

/** Zips that the deploy itself fetched or built have a more precise origin than the build before knows. */
function keepOrigins({ artifacts }: Context, { functions }: BuiltRun): void {
  for (const entry of functions)
    entry.build = artifacts.originOf(entry.desired.artifact.target) ?? entry.build;
}

/** Checks the zips before anything of the service, including its stack, is changed. */
async function checkBytes(context: Context, { plan }: Prepared): Promise<void> {
  for (const { upload, desired } of plan.functions)
    if (upload) await context.artifacts.file(desired.artifact);
}
