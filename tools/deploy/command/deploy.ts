import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { deployAll } from "../apply/deploy";
import { requireTrusted, subjects } from "../apply/trust";
import type { Provenance } from "../history/version-description";
import { readPlanFile } from "../planfile/file";
import type { PlanFile } from "../planfile/schema";
import { headCommit } from "./commit";
import { confirmProtected } from "./confirm";
import type { DeployOptions } from "./options";
import { runCommand } from "./run";
import type { Setting } from "./setting";
import { requireTrustedStart } from "./trusted-start";
import { userName } from "./user";

/** Brings the services to what the build made; with `--plan`, exactly as a plan says that was made before, or not at all. */
export async function deploy(options: DeployOptions, setting: Setting): Promise<number> {
  const planned =
    options.plan === undefined
      ? undefined
      : await readPlanFile(resolve(setting.workingDirectory, options.plan));
  return await runCommand("deploy", withPlan(options, setting, planned), setting, async (run) => {
    const { context, outcomes } = run;
    requireTrustedStart("deploy", context.environment, setting);
    await deployAll(context, outcomes, {
      planned,
      provenance: () => provenance(setting),
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
