import { resolve } from "node:path";
import { planAll } from "../../engine/deploy";
import { recordDrift } from "../../engine/drift";
import { writePlanFile } from "../../engine/plan-file/file";
import { fixPlan } from "../../engine/plan-file/fix-plan";
import { executionRoot } from "../../workspace/bazel/execution-root";
import type { LaunchEnvironment } from "../launch-environment";
import type { PlanOptions } from "../options";
import { orphansBeside } from "../run/orphans";
import { workspace } from "../run/prepare";
import { runCommand } from "../run/run";

/** Tells what `deploy` would do, and with `--why` what moved the digests. It only reads; with `--out` it makes the change sets as well, and says what `deploy --plan` is to do. */
export function plan(options: PlanOptions, launch: LaunchEnvironment): Promise<number> {
  const { out } = options;
  // A plan file names every revision: so each function is looked at.
  const looking = out === undefined ? options : { ...options, detectDrift: true };
  return runCommand("plan", looking, launch, async ({ context, outcomes }) => {
    const { prepared } = await planAll(context, outcomes);
    await recordDrift(context, prepared);
    if (options.why) {
      // Only this option needs it.
      const { explainAll } = require("../../engine/explain") as typeof import("../../engine/explain");
      const [checkout, root] = [workspace(launch), await executionRoot(launch.runfiles)];
      const asked =
        checkout && root ? { workspace: checkout, executionRoot: root, signal: context.signal } : undefined;
      await explainAll(context, prepared, asked);
    }
    const orphans = await orphansBeside(context, outcomes, options);
    if (out === undefined) return orphans;
    const fixed = await fixPlan(context, outcomes, prepared);
    if (!fixed) return orphans;
    const path = resolve(launch.workingDirectory, out);
    await writePlanFile(path, fixed);
    return { ...orphans, out: path };
  });
}
