import { rollbackAll } from "../../engine/rollback";
import { WRITE_OPTIONS } from "../options";
import { rollbackRows } from "../report/summary/history";
import { changesIn } from "../report/summary/summary";
import { count } from "../report/units";
import { confirmProtected } from "../run/confirm";
import { namedServices } from "../run/load-services";
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
        only: options.function,
        confirm: (changing) => confirmProtected(run, "roll back", changing, options.yes),
      });
      return undefined;
    }),
});
