import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import { type AnyOutcome, recordHistory } from "../../context/outcome";
import { recordFailure } from "../../engine/failure";
import { versionHistory } from "../../history/versions";
import { observeHistory } from "../../observe/history";
import type { LaunchEnvironment } from "../launch-environment";
import type { CommonOptions } from "../options";
import { runByName } from "../run/run";

/** Lists the versions of the services' functions: what each holds, who deployed it, which one is live. It only reads. */
export function history(options: CommonOptions, launch: LaunchEnvironment): Promise<number> {
  return runByName("history", options, launch, async ({ context, outcomes }) => {
    const look = async (entry: AnyOutcome["functions"][number]): Promise<void> => {
      const found = await observeHistory(context.session, entry.desired.name);
      if (found) recordHistory(entry, versionHistory(found.versions, found.live?.version));
    };
    await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
      recordFailure(context, outcome, async () => {
        await Promise.all(outcome.functions.map(look));
        outcome.observed = true;
      }),
    );
    return undefined;
  });
}
