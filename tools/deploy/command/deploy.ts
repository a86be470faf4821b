import { headCommit } from "../apply/commit";
import { deployAll } from "../apply/deploy";
import { confirmProtected } from "./confirm";
import type { CommonOptions } from "./options";
import { runCommand } from "./run";
import type { Setting } from "./setting";

/** Brings the services to what the build made. */
export function deploy(options: CommonOptions, setting: Setting): Promise<number> {
  return runCommand("deploy", options, setting, async ({ context, outcomes, reporter }) => {
    await deployAll(context, outcomes, {
      headCommit: () => headCommit(setting.workspaceDirectory),
      approve: async (changing) => {
        const { environment, signal } = context;
        if (!environment.protected) return;
        await reporter.plan(changing, environment.name);
        const stacks = changing.map(({ desired }) => desired.stack.name);
        await confirmProtected(environment, "deploy", stacks, options.yes, signal);
      },
    });
    return undefined;
  });
}
