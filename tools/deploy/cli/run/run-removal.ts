import { guardAccount } from "../../context/context";
import { type Planned, planSweep, sweepAll } from "../../engine/removal/sweep";
import type { FerryError } from "../../error";
import type { Asked } from "../../plan/removal/obstacle";
import type { LaunchEnvironment } from "../launch-environment";
import { removalEntry } from "../report/removal/report";
import type { AnyVerb } from "../verb";
import { confirm, listed } from "./confirm";
import type { AnyOptions, NamedRun } from "./prepare";
import { asKept, asRemoved, noServices, removalFailure } from "./removal";
import { type Extra, runVerb } from "./run-verb";

/** What a verb removes. */
export interface RemovalRequest {
  readonly asked: Asked;
  /** Only these environments; undefined for all. */
  readonly names?: readonly string[];
  readonly dryRun: boolean;
  /** The failure if what was asked for is kept, by the plan or as it turned out later. */
  readonly refusal: (plan: Pick<Planned, "kept">) => FerryError | undefined;
}

/** Runs a verb that removes environments: finds them, asks, removes them, and reports on each. @returns the exit code */
export async function runRemoval(
  verb: AnyVerb,
  options: AnyOptions,
  launch: LaunchEnvironment,
  { asked, names, dryRun, refusal }: RemovalRequest,
): Promise<number> {
  let failure: FerryError | undefined;
  const work = async ({ context, reporter }: NamedRun): Promise<Extra> => {
    await guardAccount(context);
    const plan = await planSweep(context, asked, names);
    failure = refusal(plan);
    if (failure) throw failure;
    let ended = asRemoved(plan);
    const going = plan.removals.map(({ subject }) => subject.name);
    const planned = dryRun || going.length === 0;
    if (!planned) {
      const which = listed(going);
      if (!options.yes) await reporter.removal(ended, true);
      await confirm(
        {
          what: `remove ${which}, with all that ${going.length === 1 ? "it has" : "they have"}`,
          refusal: `${which} not removed`,
          wanted: "yes",
          flags: "--yes",
          given: options.yes,
        },
        context.signal,
      );
      reporter.begin(going, "environment");
      const removed = await sweepAll(context, plan);
      ended = [...removed, ...asKept(plan)];
      const kept = removed.flatMap(({ name, obstacle }) => (obstacle ? [{ name, obstacle }] : []));
      failure = removalFailure(context, ended) ?? refusal({ kept });
    }
    await reporter.removal(ended, planned);
    return { dryRun, environments: ended.map((one) => removalEntry(one, planned)) };
  };
  return await runVerb({ ...verb, services: noServices }, options, launch, work, noServices, () => failure);
}
