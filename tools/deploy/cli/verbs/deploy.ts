import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { deployAll } from "../../engine/deploy";
import { readRecord } from "../../engine/environments/open";
import { overlayIn, overlayOf } from "../../engine/overlay/overlay";
import { readPlanFile } from "../../engine/plan-file/file";
import type { PlanFile } from "../../engine/plan-file/schema";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import type { Provenance } from "../../history/version-description";
import { maySeed } from "../../plan/desired";
import { headCommit } from "../../workspace/git/commit";
import type { LaunchEnvironment } from "../launch-environment";
import { COMPARE_OPTIONS, OVERLAY_OPTIONS, STACK_OPTIONS, WRITE_OPTIONS } from "../options";
import { size } from "../report/units";
import { confirmProtected } from "../run/confirm";
import { lineOfWork } from "../run/line-of-work";
import { builtServices } from "../run/load-services";
import { overlayOptions, refusePlanFile } from "../run/overlay-options";
import type { AnyOptions } from "../run/prepare";
import { runVerb } from "../run/run-verb";
import { userName } from "../run/user";
import { defineVerb } from "../verb";

export const deploy = defineVerb({
  name: "deploy",
  description: "deploy what the build made of the services, and only what changed",
  more: "See [deploying](deploy.md).",
  options: {
    ...WRITE_OPTIONS,
    plan: {
      value: "<file>",
      description: "apply a plan written by plan --out; fail if anything changed since",
      more: "Its environment is the default of `--env`.",
    },
    ...OVERLAY_OPTIONS,
    allowDataLoss: { description: "allow deleting or replacing resources that hold data" },
    reseed: {
      description: "write the seeds again, over what is under their keys in existing tables",
      more: "Not in protected environments. See [seeds](environments.md#seeds).",
    },
    ...COMPARE_OPTIONS,
    continueRollback: {
      description: "first continue the rollback of a stack whose rollback failed",
      more: "Done without it where the environment is `ephemeral`.",
    },
    ...STACK_OPTIONS,
  },
  services: builtServices,
  summary: { total: ({ uploadedBytes }) => `uploaded ${size(uploadedBytes)}` },
  async run(options, launch): Promise<number> {
    const planned =
      options.plan === undefined
        ? undefined
        : await readPlanFile(resolve(launch.workingDirectory, options.plan));
    return await runVerb(deploy, withPlan(options, launch, planned), launch, async (run) => {
      const { context, outcomes } = run;
      if (options.reseed) requireSeedable(context.environment);
      const recorded = await readRecord(context);
      const overlay = overlayOf(context, overlayOptions(options, outcomes), overlayIn(recorded));
      if (planned) refusePlanFile(context, overlay);
      const notes = await deployAll(context, outcomes, {
        overlay,
        recorded,
        purpose: async () => {
          const { by, commit } = await provenance(launch);
          return { owner: by, ...(await lineOfWork(launch)), ...(commit === undefined ? {} : { commit }) };
        },
        planned,
        provenance: () => provenance(launch),
        confirm: (changing) => confirmProtected(run, "deploy", changing, options.yes),
      });
      return { ...notes };
    });
  },
});

/** @throws FerryError `UsageInvalid` for an environment whose tables no seed ever reaches */
function requireSeedable(environment: Environment): void {
  if (maySeed(environment)) return;
  const { name, protected: isProtected } = environment;
  const why = isProtected ? "is protected" : "takes only what is attested, and seeds are not";
  throw new FerryError("UsageInvalid", `--reseed would overwrite data of ${name}, which ${why}`, {
    next: "deploy without it",
  });
}

/** A plan says which environment it is for, unless the user does. What it rests on is looked at in each function. */
function withPlan<Options extends AnyOptions>(
  options: Options,
  { variables }: LaunchEnvironment,
  planned: PlanFile | undefined,
): Options {
  if (!planned) return options;
  const env = options.env ?? (variables.FERRY_ENV || planned.environment);
  return { ...options, env, detectDrift: true };
}

async function provenance({ workspaceDirectory, variables }: LaunchEnvironment): Promise<Provenance> {
  return {
    commit: await headCommit(workspaceDirectory),
    by: userName(variables),
    deploy: randomBytes(4).toString("hex"),
  };
}
