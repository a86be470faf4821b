import { resolve } from "node:path";
import { addDrift } from "../../engine/drift";
import { readRecord } from "../../engine/environments/open";
import { overlayIn, overlayOf } from "../../engine/overlay/overlay";
import { planAll } from "../../engine/plan-all";
import { writePlanFile } from "../../engine/plan-file/file";
import { fixPlan } from "../../engine/plan-file/fix-plan";
import { executionRoot } from "../../workspace/bazel/execution-root";
import { COMPARE_OPTIONS, OVERLAY_OPTIONS } from "../options";
import { changesIn } from "../report/summary/summary";
import { count } from "../report/units";
import { builtServices } from "../run/load-services";
import { orphansBeside } from "../run/orphans";
import { overlayOptions, refusePlanFile } from "../run/overlay-options";
import { workspace } from "../run/prepare";
import { runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

export const plan = defineVerb({
  name: "plan",
  description: "show what deploy would change, and write nothing",
  more: "See [plans](plan.md).",
  options: {
    out: {
      value: "<file>",
      description: "write the plan to a file and create its change sets, for deploy --plan",
      more: "See [plan files](plan.md#plan-files).",
    },
    ...OVERLAY_OPTIONS,
    ...COMPARE_OPTIONS,
    why: {
      description: "show which sources and packages changed the digests",
      more: "Since the deployed commit.",
    },
  },
  services: builtServices,
  summary: {
    planned: true,
    total: (report) => {
      const changes = changesIn(report);
      return changes === 0 ? "nothing to deploy" : `${count(changes, "change")} to deploy`;
    },
  },
  run(options, launch): Promise<number> {
    const { out } = options;
    // A plan file names every revision: so each function is looked at.
    const looking = out === undefined ? options : { ...options, detectDrift: true };
    return runVerb(plan, looking, launch, async ({ context, outcomes }) => {
      const overlay = overlayOf(
        context,
        overlayOptions(options, outcomes),
        overlayIn(await readRecord(context)),
      );
      if (out !== undefined) refusePlanFile(context, overlay);
      const { prepared } = await planAll(context, outcomes, overlay);
      await addDrift(context, prepared);
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
  },
});
