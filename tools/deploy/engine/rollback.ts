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
import { isNamed, type PlacedFunction } from "../plan/names";
import { attempt } from "./attempt";
import { withLease } from "./lease";
import { recordSettled } from "./recorded";
import { requireTrusted, requireTrustedStart, rollbackSubjects } from "./trust";

/** What to roll back to. */
export interface RollbackRequest {
  /** Number of a version, or a prefix of a digest or commit; by default what was live before the last deploy. */
  readonly to: string | undefined;
  /** The function that may be rolled back, by its name with the environment's prefix or without it; by default all. */
  readonly only: string | undefined;
  /** Asks for confirmation of the changes before anything is written; throws if it is refused. */
  readonly confirm: (changing: readonly ServiceRun[]) => Promise<void>;
}

/** An observed function. */
interface Found {
  readonly placed: PlacedFunction;
  readonly observed: ObservedHistory;
}

interface Choice {
  readonly found: readonly Found[];
  /** Only of functions that are not yet at their target version. */
  readonly moves: readonly Move[];
}

/**
 * Moves the aliases of the services back, and writes nothing else: neither code nor configuration nor stack. A service that
 * cannot be rolled back does not stop the others.
 */
export async function rollbackAll(
  context: Context,
  outcomes: readonly ServiceRun[],
  request: RollbackRequest,
): Promise<void> {
  requireTrustedStart(context);
  const only = physicalNames(outcomes, request.only);
  const choices = new Map<ServiceRun, Choice>();
  const concerned = outcomes.filter(({ desired }) =>
    desired.functions.some(({ name }) => only?.has(name) ?? true),
  );
  const look = forEachLimited(concerned, SERVICES_AT_ONCE, (outcome) =>
    attempt(context, outcome, async () => {
      choices.set(outcome, await choose(context, outcome, request.to, only));
    }),
  );
  await Promise.all([guardAccount(context), look]);
  const moving = [...choices].filter(([, { moves }]) => moves.length > 0);
  if (moving.length === 0) return;
  const changing = moving.map(([outcome]) => outcome);
  await requireTrusted(context, rollbackSubjects(changing));
  await request.confirm(changing);
  await forEachLimited(moving, SERVICES_AT_ONCE, async ([outcome, choice]) => {
    await attempt(context, outcome, () => rollbackService(context, outcome, choice));
    context.emit(outcome.doneEvent());
  });
}

/** @throws FerryError `UsageInvalid` if there is no such function */
function physicalNames(
  outcomes: readonly ServiceRun[],
  name: string | undefined,
): ReadonlySet<string> | undefined {
  if (name === undefined) return undefined;
  const functions = outcomes.flatMap(({ desired }) => desired.functions);
  const chosen = functions.filter((one) => isNamed(one, name));
  if (chosen.length > 0) return new Set(chosen.map((one) => one.name));
  throw new FerryError(
    "UsageInvalid",
    `there is no function "${name}": ${functions.map(({ artifact }) => artifact.name).join(", ")}`,
    { next: "choose one of them with --function" },
  );
}

async function choose(
  context: Context,
  outcome: ServiceRun,
  to: string | undefined,
  only: ReadonlySet<string> | undefined,
): Promise<Choice> {
  const found = await observe(context, outcome);
  outcome.observed = true;
  const histories = found.map(({ placed, observed }) => ({
    name: placed.artifact.name,
    placed,
    history: versionHistory(observed.versions, observed.live?.version),
    historyCommand: historyCommand(placed.artifact.target, context.environment.name),
  }));
  for (const { placed, history } of histories) entryOf(outcome, placed.artifact.name).lookAtHistory(history);
  const candidates = histories.filter(({ placed }) => only?.has(placed.name) ?? true);
  if (candidates.length === 0) {
    throw new FerryError(
      "FunctionMissing",
      `${outcome.desired.service} is not deployed to ${context.environment.name}`,
      {
        next: "deploy it first",
      },
    );
  }
  const chosen = to === undefined ? previous(candidates, only !== undefined) : named(candidates, to);
  const moves = chosen.filter(({ from, to }) => from.version !== to.version);
  for (const move of moves) entryOf(outcome, move.name).rollBackTo(move);
  return { found, moves };
}

/** All existing functions of a service. */
async function observe(context: Context, { desired }: ServiceRun): Promise<Found[]> {
  const found = await Promise.all(
    desired.functions.map(async (placed) => {
      const observed = await observeHistory(context.session, placed.name);
      return observed ? [{ placed, observed }] : [];
    }),
  );
  return found.flat();
}

async function rollbackService(context: Context, outcome: ServiceRun, choice: Choice): Promise<void> {
  const { service } = outcome.desired;
  await withLease(context, service, async (guarded, waited) => {
    if (waited) await requireUnmoved(guarded, outcome, choice);
    const revisions = new Map<string, string>();
    // Concurrently, to shorten the time in which versions of different deploys are live together.
    const results = await Promise.allSettled(
      choice.moves.map(async (move) => {
        const entry = entryOf(outcome, move.name);
        const revision = await moveLive(guarded, {
          service,
          name: entry.desired.name,
          from: move.from.version,
          to: move.to.version,
          revision: choice.found.find(({ placed }) => placed.artifact.name === move.name)?.observed.live
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

/** Refuses if the previous holder of the lock has deployed: what was live before is then no longer what the user meant. */
async function requireUnmoved(context: Context, outcome: ServiceRun, { found }: Choice): Promise<void> {
  const now = await observe(context, outcome);
  for (const { placed, observed } of found) {
    const current = now.find((one) => one.placed.name === placed.name)?.observed;
    const live = current?.live?.version;
    if (live === observed.live?.version) continue;
    entryOf(outcome, placed.artifact.name).lookAtHistory(
      current ? versionHistory(current.versions, live) : [],
    );
    throw new Conflict(
      `someone else made version ${live} of ${placed.name} live while this waited for the lock`,
    );
  }
}

/** Records what is live. Everything was observed, including what a failed deploy may have left pending. */
async function record(
  context: Context,
  outcome: ServiceRun,
  { found, moves }: Choice,
  revisions: ReadonlyMap<string, string>,
): Promise<void> {
  const functions = found.flatMap(({ placed: { artifact }, observed: { versions, live } }) => {
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
