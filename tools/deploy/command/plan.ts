import { planAll } from "../apply/deploy";
import type { CompareOptions } from "./options";
import { runCommand } from "./run";
import type { Setting } from "./setting";

/** Tells what `deploy` would do. It only reads. */
export function plan(options: CompareOptions, setting: Setting): Promise<number> {
  return runCommand("plan", options, setting, async ({ context, outcomes }) => {
    await planAll(context, outcomes);
    return undefined;
  });
}
