import { rollbackAll } from "../../engine/rollback";
import { FerryError } from "../../error";
import { WRITE_OPTIONS } from "../options";
import { rollbackRows } from "../report/summary/history";
import { changesIn } from "../report/summary/summary";
import { count } from "../report/units";
import { confirmProtected } from "../run/confirm";
import { namedServices } from "../run/load-services";
import type { NamedRun } from "../run/prepare";
import { runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

export const rollback = defineVerb({
  name: "rollback",
  description: "make live what was live before the last deploy, without a build",
  more: "It only moves aliases: [rolling back](rollback.md).",
  options: {
    ...WRITE_OPTIONS,
    to: {
      value: "<version|digest|commit>",
      description:
        "what to go back to instead: a version's number, or at least 7 digits of a digest or commit",
    },
    function: { value: "<name>", description: "only this function" },
  },
  services: namedServices,
  summary: { rows: rollbackRows, total: (report) => count(changesIn(report), "change") },
  run: (options, launch): Promise<number> =>
    runVerb(rollback, options, launch, async (run) => {
      const { context, outcomes } = run;
      await rollbackAll(context, outcomes, {
        to: options.to,
        only: chosenFunctions(outcomes, options.function),
        confirm: (changing) => confirmProtected(run, "roll back", changing, options.yes),
      });
      return undefined;
    }),
});

/** Physical name of the function that is named, with the environment's prefix or without it. */
function chosenFunctions(
  outcomes: NamedRun["outcomes"],
  name: string | undefined,
): ReadonlySet<string> | undefined {
  if (name === undefined) return undefined;
  const functions = outcomes.flatMap(({ desired }) => desired.functions);
  const chosen = functions.filter((one) => one.name === name || one.artifact.name === name);
  if (chosen.length > 0) return new Set(chosen.map((one) => one.name));
  throw new FerryError(
    "UsageInvalid",
    `there is no function "${name}": ${functions.map(({ artifact }) => artifact.name).join(", ")}`,
    { next: "choose one of them with --function" },
  );
}
