import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import type { FunctionRun } from "../../context/function-run";
import { attempt } from "../../engine/attempt";
import { versionHistory } from "../../history/versions";
import { observeHistory } from "../../observe/history";
import { historyRows } from "../report/summary/history";
import { count } from "../report/units";
import { namedServices } from "../run/load-services";
import { runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

export const history = defineVerb({
  name: "history",
  description: "list the functions' versions: what they hold, who deployed them, which one is live",
  more: "Newest first: [history](rollback.md#history).",
  options: {},
  services: namedServices,
  interruption: "exit",
  summary: {
    rows: historyRows,
    total: ({ services }) => {
      const versions = services
        .flatMap(({ functions }) => functions)
        .flatMap((entry) => entry.versions ?? []);
      return count(versions.length, "version");
    },
  },
  run: (options, launch): Promise<number> =>
    runVerb(history, options, launch, async ({ context, outcomes }) => {
      const look = async (entry: FunctionRun): Promise<void> => {
        const found = await observeHistory(context.session, entry.desired.name);
        if (found) entry.lookAtHistory(versionHistory(found.versions, found.live?.version));
      };
      await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
        attempt(context, outcome, async () => {
          await Promise.all(outcome.functions.map(look));
          outcome.observed = true;
        }),
      );
      return undefined;
    }),
});
