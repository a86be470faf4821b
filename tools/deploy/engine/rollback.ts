import { moveLive } from "../apply/function/live";
import { functionRecord } from "../apply/function/record";
import { Conflict } from "../aws/client/failure";
import { forEachLimited, SERVICES_AT_ONCE } from "../context/concurrency";
import { type Context, guardAccount } from "../context/context";
import type { FunctionRun } from "../context/function-run";
import type { ServiceRun } from "../context/service-run";
import { FerryError } from "../error";
import { historyCommand } from "../history/command";
import { type Move, named, previous } from "../history/rollback-target";
import { versionHistory } from "../history/versions";
import type { FunctionVersion } from "../model/observed";
import { type ObservedHistory, observeHistory } from "../observe/history";
import type { PlacedFunction } from "../plan/names";
import { recordFailure } from "./failure";
import { withLease } from "./lease";
import { recordSettled } from "./recorded";
import { requireTrusted, requireTrustedStart, rollbackSubjects } from "./trust";

/** What to go back to. */
export interface RollbackRequest {
  /** Number of a version, or the beginning of a digest or commit; else what was live before the last deploy. */
  readonly to: string | undefined;
  /** The functions that may be moved, by their physical names; else all. */
  readonly only: ReadonlySet<string> | undefined;
  /** Asks whether what would change is to be done, before anything is written; it throws where it is not. */
  readonly confirm: (changing: readonly ServiceRun[]) => Promise<void>;
}

/** A function as it was found. */
interface Found {
  readonly wanted: PlacedFunction;
  readonly observed: ObservedHistory;
}

interface Choice {
  readonly found: readonly Found[];
  /** Of functions that are not where they are to be. */
  readonly moves: readonly Move[];
}

/**
 * Moves the aliases of the services back, and touches nothing else: neither code nor configuration nor stack is written. A
 * service that cannot go back stops no other one.
 */
export async function rollbackAll(
  context: Context,
  outcomes: readonly ServiceRun[],
  request: RollbackRequest,
): Promise<void> {
  requireTrustedStart(context);
  const choices = new Map<ServiceRun, Choice>();
  const concerned = outcomes.filter(({ desired }) =>
    desired.functions.some(({ name }) => request.only?.has(name) ?? true),
  );
  const look = forEachLimited(concerned, SERVICES_AT_ONCE, (outcome) =>
    recordFailure(context, outcome, async () => {
      choices.set(outcome, await choose(context, outcome, request));
    }),
  );
  await Promise.all([guardAccount(context), look]);
  const moving = [...choices].filter(([, { moves }]) => moves.length > 0);
  if (moving.length === 0) return;
  const changing = moving.map(([outcome]) => outcome);
  await requireTrusted(context, rollbackSubjects(changing));
  await request.confirm(changing);
  await forEachLimited(moving, SERVICES_AT_ONCE, async ([outcome, choice]) => {
    await recordFailure(context, outcome, () => rollbackService(context, outcome, choice));
    context.emit(outcome.doneEvent());
  });
}

async function choose(context: Context, outcome: ServiceRun, request: RollbackRequest): Promise<Choice> {
  const found = await observe(context, outcome);
  outcome.observed = true;
  const histories = found.map(({ wanted, observed }) => ({
    name: wanted.artifact.name,
    wanted,
    history: versionHistory(observed.versions, observed.live?.version),
    historyCommand: historyCommand(wanted.artifact.target, context.environment.name),
  }));
  for (const { wanted, history } of histories) entryOf(outcome, wanted.artifact.name).lookAtHistory(history);
  const candidates = histories.filter(({ wanted }) => request.only?.has(wanted.name) ?? true);
  if (candidates.length === 0) {
    throw new FerryError(
      "FunctionMissing",
      `${outcome.desired.service} is not deployed to ${context.environment.name}`,
      {
        next: "deploy it first",
      },
    );
  }
  const chosen =
    request.to === undefined
      ? previous(candidates, request.only !== undefined)
      : named(candidates, request.to);
  const moves = chosen.filter(({ from, to }) => from.version !== to.version);
  for (const move of moves) entryOf(outcome, move.name).rollBackTo(move);
  return { found, moves };
}

/** All functions of a service that are there. */
async function observe(context: Context, { desired }: ServiceRun): Promise<Found[]> {
  const found = await Promise.all(
    desired.functions.map(async (wanted) => {
      const observed = await observeHistory(context.session, wanted.name);
      return observed ? [{ wanted, observed }] : [];
    }),
  );
  return found.flat();
}

async function rollbackService(context: Context, outcome: ServiceRun, choice: Choice): Promise<void> {
  const { service } = outcome.desired;
  await withLease(context, service, async (guarded, waited) => {
    if (waited) await requireUnmoved(guarded, outcome, choice);
    const revisions = new Map<string, string>();
    // One after the other would leave more time in which versions of different deploys are live together.
    const results = await Promise.allSettled(
      choice.moves.map(async (move) => {
        const entry = entryOf(outcome, move.name);
        const revision = await moveLive(guarded, {
          service,
          name: entry.desired.name,
          from: move.from.version,
          to: move.to.version,
          revision: choice.found.find(({ wanted }) => wanted.artifact.name === move.name)?.observed.live
            ?.revisionId,
        });
        revisions.set(move.name, revision);
        entry.write();
        entry.lookAtHistory(
          (entry.versions ?? []).map((one) => ({ ...one, live: one.version === move.to.version })),
        );
      }),
    );
    for (const result of results) if (result.status === "rejected") throw result.reason;
    await record(guarded, outcome, choice, revisions);
  });
}

/** Whoever had the lock may have deployed: then what was live before is no longer what the user meant. */
async function requireUnmoved(context: Context, outcome: ServiceRun, { found }: Choice): Promise<void> {
  const now = await observe(context, outcome);
  for (const { wanted, observed } of found) {
    const standing = now.find((one) => one.wanted.name === wanted.name)?.observed;
    const live = standing?.live?.version;
    if (live === observed.live?.version) continue;
    entryOf(outcome, wanted.artifact.name).lookAtHistory(
      standing ? versionHistory(standing.versions, live) : [],
    );
    throw new Conflict(
      `someone else made version ${live} of ${wanted.name} live while this waited for the lock`,
    );
  }
}

/** What is live now, all of it having been looked at: whatever a failed deploy left pending is known then as well. */
async function record(
  context: Context,
  outcome: ServiceRun,
  { found, moves }: Choice,
  revisions: ReadonlyMap<string, string>,
): Promise<void> {
  const functions = found.flatMap(({ wanted: { artifact }, observed: { versions, live } }) => {
    const number = moves.find(({ name }) => name === artifact.name)?.to.version ?? live?.version;
    const version = versions.find((one: FunctionVersion) => one.version === number);
    const revision = revisions.get(artifact.name) ?? live?.revisionId;
    if (!version) return [];
    const newest = Math.max(...versions.map((one) => Number(one.version)).filter(Number.isInteger));
    const behind = Number(version.version) < newest ? { behind: true as const } : {};
    return [[artifact.name, { ...functionRecord(version, revision), ...behind }] as const];
  });
  const to = moves[0]?.to;
  const commit = to?.commit === undefined ? {} : { commit: `${to.commit}${to.dirty ? "-dirty" : ""}` };
  await recordSettled(context, outcome.desired.service, {
    functions: Object.fromEntries(functions),
    ...commit,
    by: context.user,
  });
}

function entryOf(outcome: ServiceRun, name: string): FunctionRun {
  const entry = outcome.functions.find(({ desired }) => desired.artifact.name === name);
  if (!entry) throw new Error(`${outcome.desired.service} has no function ${name}`);
  return entry;
}
