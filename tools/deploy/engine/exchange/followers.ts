import { isDeepStrictEqual } from "node:util";
import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { importsFrom } from "../../plan/references";
import { overtaken } from "../plan-file/planned";
import type { PlannedService } from "../plan-file/schema";
import { type Prepared, planObserved } from "../prepare";
import type { Producers } from "./producers";

/**
 * The unchanged services that import from one whose stack changes, or from another such service: their values may move with it,
 * and only then do they change.
 */
export function followers(
  prepared: ReadonlyMap<BuiltRun, Prepared>,
  changed: ReadonlyMap<BuiltRun, Prepared>,
): ReadonlySet<BuiltRun> {
  const moving = [...changed.values()].filter(({ plan }) => plan.stack.action !== "none");
  // A set's iteration reaches what is added meanwhile.
  const names = new Set(moving.map(({ desired }) => desired.service));
  const following = new Set<BuiltRun>();
  for (const name of names)
    for (const [outcome, { desired }] of prepared) {
      if (!importsFrom(desired).includes(name)) continue;
      if (!changed.has(outcome)) following.add(outcome);
      names.add(desired.service);
    }
  return following;
}

/** The plan with the values that services deployed before this one in the run now export. */
export async function relinked(
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
