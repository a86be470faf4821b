import { headCommit } from "../apply/commit";
import { deployAll } from "../apply/deploy";
import type { CommonOptions } from "./options";
import { runCommand } from "./run";
import type { Setting } from "./setting";

/** Brings the services to what the build made. */
export function deploy(options: CommonOptions, setting: Setting): Promise<number> {
  return runCommand("deploy", options, setting, async ({ context, outcomes }) => {
    await deployAll(context, outcomes, () => headCommit(setting.workspaceDirectory));
    return undefined;
  });
}
