import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { deployAll } from "../../engine/deploy";
import { readPlanFile } from "../../engine/plan-file/file";
import type { PlanFile } from "../../engine/plan-file/schema";
import { requireTrusted, subjects } from "../../engine/trust";
import type { Provenance } from "../../history/version-description";
import { headCommit } from "../../workspace/git/commit";
import type { LaunchEnvironment } from "../launch-environment";
import type { DeployOptions } from "../options";
import { confirmProtected } from "../run/confirm";
import { runCommand } from "../run/run";
import { requireTrustedStart } from "../run/trusted-start";
import { userName } from "../run/user";

/** Brings the services to what the build made; with `--plan`, exactly as a plan says that was made before, or not at all. */
export async function deploy(options: DeployOptions, launch: LaunchEnvironment): Promise<number> {
  const planned =
    options.plan === undefined
      ? undefined
      : await readPlanFile(resolve(launch.workingDirectory, options.plan));
  return await runCommand("deploy", withPlan(options, launch, planned), launch, async (run) => {
    const { context, outcomes } = run;
    requireTrustedStart("deploy", context.environment, launch);
    await deployAll(context, outcomes, {
      planned,
      provenance: () => provenance(launch),
      approve: async (changing) => {
        await requireTrusted(
          context,
          changing.flatMap(({ desired }) => subjects(desired)),
        );
        await confirmProtected(run, "deploy", changing, options.yes);
      },
    });
    return undefined;
  });
}

/** A plan says which environment it is for, unless the user does. What it rests on is looked at in each function. */
function withPlan(
  options: DeployOptions,
  { variables }: LaunchEnvironment,
  planned: PlanFile | undefined,
): DeployOptions {
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
