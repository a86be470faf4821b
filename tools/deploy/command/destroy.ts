import { createInterface } from "node:readline/promises";
import { destroyAll } from "../apply/destroy";
import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { DestroyOptions } from "./options";
import { runCommand } from "./run";
import type { Setting } from "./setting";

/** Deletes the services' stacks, once the user has confirmed it. */
export function destroy(options: DestroyOptions, setting: Setting): Promise<number> {
  return runCommand("destroy", options, setting, async ({ context, outcomes }) => {
    const stacks = outcomes.map(({ desired }) => desired.stack.name);
    await confirm(context.environment, stacks, options, context.signal);
    await destroyAll(context, outcomes);
    return undefined;
  });
}

/**
 * A protected environment wants its name, so that no habitual yes deletes it: typed on the terminal, or `--yes --confirm NAME`.
 * Any other one wants a yes.
 */
async function confirm(
  environment: Environment,
  stacks: readonly string[],
  options: DestroyOptions,
  signal: AbortSignal,
): Promise<void> {
  const wanted = environment.protected ? environment.name : "yes";
  const given = environment.protected ? options.confirm : undefined;
  if (options.yes && (!environment.protected || given === wanted)) return;
  const flags = environment.protected ? `--yes --confirm ${environment.name}` : "--yes";
  const refusal = (next: string): FerryError =>
    new FerryError("ConfirmationMissing", `${stacks.join(", ")} not deleted: it was not confirmed`, { next });
  if (options.yes || !process.stdin.isTTY || !process.stderr.isTTY)
    throw refusal(`run it on a terminal, or with ${flags}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it asks, the terminal's Ctrl-C comes as a key.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = await terminal.question(`delete ${stacks.join(", ")}? type "${wanted}" to do it: `, {
      signal,
    });
    if (answer.trim() !== wanted) throw refusal(`run it again and type "${wanted}" to delete`);
  } finally {
    terminal.close();
  }
}
