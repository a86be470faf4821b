import { isDeepStrictEqual } from "node:util";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import { importsFrom } from "../plan/references";
import { overtaken } from "./plan-file/planned";
import type { PlannedService } from "./plan-file/schema";
import type { Prepared } from "./prepared";
import type { Producers } from "./producers";
import { planObserved } from "./service";

/**
 * The unchanged services that import from one whose stack changes: their values may move with it, and only then do they change.
 */
export function followers(
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
