import { randomBytes } from "node:crypto";
import { headCommit } from "../apply/commit";
import { deployAll } from "../apply/deploy";
import { requireTrusted, subjects } from "../apply/trust";
import type { Provenance } from "../history/version-description";
import { confirmProtected } from "./confirm";
import type { DeployOptions } from "./options";
import { runCommand } from "./run";
import type { Setting } from "./setting";
import { userName } from "./user";

/** Brings the services to what the build made. */
export function deploy(options: DeployOptions, setting: Setting): Promise<number> {
  return runCommand("deploy", options, setting, async ({ context, outcomes, reporter }) => {
    await deployAll(context, outcomes, {
      provenance: () => provenance(setting),
      approve: async (changing) => {
        const { environment, signal } = context;
        await requireTrusted(
          context,
          changing.flatMap(({ desired }) => subjects(desired)),
        );
        if (!environment.protected) return;
        await reporter.plan(changing, environment.name);
        const stacks = changing.map(({ desired }) => desired.stack.name);
        await confirmProtected(environment, "deploy", stacks, options.yes, signal);
      },
    });
    return undefined;
  });
}

async function provenance({ workspaceDirectory, variables }: Setting): Promise<Provenance> {
  return {
    commit: await headCommit(workspaceDirectory),
    by: userName(variables),
    deploy: randomBytes(4).toString("hex"),
  };
}
