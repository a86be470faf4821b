import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { deployAll } from "../../engine/deploy";
import { readPlanFile } from "../../engine/plan-file/file";
import type { PlanFile } from "../../engine/plan-file/schema";
import type { Provenance } from "../../history/version-description";
import { headCommit } from "../../workspace/git/commit";
import type { Setting } from "../launch-environment";
import type { DeployOptions } from "../options";
import { confirmProtected } from "../run/confirm";
import { runCommand } from "../run/run";
import { userName } from "../run/user";

/** Brings the services to what the build made; with `--plan`, exactly as a plan says that was made before, or not at all. */
export async function deploy(options: DeployOptions, setting: Setting): Promise<number> {
  const planned =
    options.plan === undefined
      ? undefined
      : await readPlanFile(resolve(setting.workingDirectory, options.plan));
  return await runCommand("deploy", withPlan(options, setting, planned), setting, async (run) => {
    const { context, outcomes } = run;
    await deployAll(context, outcomes, {
      planned,
      provenance: () => provenance(setting),
      confirm: (changing) => confirmProtected(run, "deploy", changing, options.yes),
    });
    return undefined;
  });
}

/** A plan says which environment it is for, unless the user does. What it rests on is looked at in each function. */
function withPlan(
  options: DeployOptions,
  { variables }: Setting,
  planned: PlanFile | undefined,
): DeployOptions {
  if (!planned) return options;
  const env = options.env ?? (variables.FERRY_ENV || planned.environment);
  return { ...options, env, detectDrift: true };
}

async function provenance({ workspaceDirectory, variables }: Setting): Promise<Provenance> {
  return {
    commit: await headCommit(workspaceDirectory),
    by: userName(variables),
    deploy: randomBytes(4).toString("hex"),
  };
}
