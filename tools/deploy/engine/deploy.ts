import { pruneVersions } from "../apply/function/prune";
import type { ReadRecord } from "../bucket/environment/records";
import { SERVICES_AT_ONCE } from "../context/concurrency";
import { type Context, guardAccount } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { Provenance } from "../history/version-description";
import { own } from "../json/own";
import type { ObservedStack } from "../model/observed";
import { writes } from "../plan/plan";
import { attempt } from "./attempt";
import { destroyStacks } from "./destroy";
import { type Completion, completeRecord, type Purpose, recordLasting } from "./environments/create";
import { expiredBeside } from "./environments/expired";
import { type FoundRecord, openRecord, readRecord } from "./environments/open";
import { followers, relinked } from "./exchange/followers";
import { findLeftBehind, type LeftBehind } from "./exchange/left-behind";
import { skipAfterFailure } from "./order";
import type { Overlay } from "./overlay/overlay";
import { planAll } from "./plan-all";
import { plannedService, requireFresh, requireSameSubject } from "./plan-file/planned";
import type { PlanFile } from "./plan-file/schema";
import type { Prepared } from "./prepare";
import { renewDigests } from "./renew-digests";
import { requireRoom } from "./room";
import { forEachInOrder } from "./schedule";
import { lookForUnseeded } from "./seeding";
import { convergeService } from "./service";
import { requireTrusted, requireTrustedStart, subjects } from "./trust";

/** What the caller adds to a deploy. */
export interface DeployHooks {
  /** Absent for an environment without a base. */
  readonly overlay?: Overlay | undefined;
  /** The environment's record, by `readRecord`. */
  readonly recorded: FoundRecord<ReadRecord>;
  /** Called only if the environment gets a record. */
  readonly purpose: () => Promise<Purpose>;
  /** A plan file: exactly that is applied, or nothing. */
  readonly planned?: PlanFile | undefined;
  /** Called only if something is published. */
  readonly provenance: () => Promise<Provenance>;
  /** Asks for confirmation of the changes before anything is written; throws if it is refused. */
  readonly confirm: (changing: readonly BuiltRun[]) => Promise<void>;
}

/** What a deploy has noticed besides what it did to services. */
export interface DeployNotes {
  /** Why the environment's record was written again, as a clause. */
  readonly recordRebuilt?: string;
  /** Other environments of the account and region that have expired. */
  readonly expired?: readonly string[];
  /** Stacks that have earlier values of what it changed. */
  readonly leftBehind?: readonly LeftBehind[];
}

/**
 * Plans and deploys the services. First an ephemeral environment's expiry is pushed on, so that no sweep takes away what is observed.
 * Everything else that can fail without a write comes before the first one: plans, trust, confirmation, the account, the zips. Then
 * services are deployed in parallel, importers after exporters. A failed service stops only those that need it.
 */
export async function deployAll(
  context: Context,
  outcomes: readonly BuiltRun[],
  hooks: DeployHooks,
): Promise<DeployNotes> {
  const { provenance, confirm, planned, overlay, recorded, purpose } = hooks;
  requireTrustedStart(context);
  if (planned) requireSameSubject(context, planned, outcomes);
  const record = await openRecord(context, recorded, overlay);
  const { prepared, needs, producers, returned } = await planAll(context, outcomes, overlay);
  if (planned) {
    if (outcomes.some(({ error }) => error !== undefined)) return {};
    await requireFresh(context, planned, prepared);
  }
  const changed = new Map([...prepared].filter(([, { plan }]) => writes(plan)));
  await lookForUnseeded(context, prepared);
  const following = followers(prepared, changed);
  const work = new Map(
    [...prepared].filter(
      ([outcome]) =>
        changed.has(outcome) || following.has(outcome) || (!planned && isLeftPending(context, outcome)),
    ),
  );
  const isWork = work.size > 0 || returned.size > 0;
  const complete = (): Promise<Completion> =>
    completeRecord(context, record, overlay, [...prepared.values()], purpose, isWork);
  if (!isWork) {
    const [{ rebuilt }] = await Promise.all([complete(), renewDigests(context, prepared.values())]);
    return rebuilt === undefined ? {} : { recordRebuilt: rebuilt };
  }
  const changing = [...changed.keys()];
  if (changing.length > 0) {
    await requireTrusted(
      context,
      [...changing, ...following].flatMap(({ desired }) => subjects(desired)),
    );
    await confirm(changing);
  }
  for (const outcome of outcomes)
    if (!work.has(outcome) && !returned.has(outcome)) context.emit(outcome.doneEvent());
  const uploads = [...changed.values()].flatMap(({ plan }) => plan.functions.filter(({ upload }) => upload));
  const artifacts = uploads.map(({ desired }) => desired.artifact);
  let completion: Completion = {};
  try {
    // Before Bazel starts: a build would outlive the refusal, since its process is waited for.
    await guardAccount(context);
    await requireRoom(context, changed);
    await context.artifacts.ensure(artifacts);
    completion = await complete();
  } catch (error) {
    // An interruption is reported for each service below, with what is live.
    if (!context.signal.aborted) throw error;
  }
  if (completion.overtaken)
    return await deployAll(context, outcomes, { ...hooks, recorded: await readRecord(context) });
  const expired = expiredBeside(context);
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
  await removeReturned(context, outcomes, returned);
  const [leftBehind] = await Promise.all([
    findLeftBehind(context, work, producers),
    context.debugArtifacts.end(),
    pruneVersions(context, changing),
    renewDigests(context, prepared.values()),
    recordLasting(context, [...prepared.values()], purpose),
  ]);
  return {
    ...(completion.rebuilt === undefined ? {} : { recordRebuilt: completion.rebuilt }),
    expired: await expired,
    ...(leftBehind.length > 0 ? { leftBehind } : {}),
  };
}

/** Destroys what has returned to the base, once the overlay's other services no longer use it. */
async function removeReturned(
  context: Context,
  outcomes: readonly BuiltRun[],
  returned: ReadonlyMap<BuiltRun, ObservedStack>,
): Promise<void> {
  const failed = outcomes.filter(({ error, skipped }) => error !== undefined || skipped !== undefined);
  if (failed.length === 0) return await destroyStacks(context, returned);
  for (const outcome of returned.keys()) {
    outcome.skip(failed);
    context.emit(outcome.doneEvent());
  }
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
