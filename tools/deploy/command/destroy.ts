import { destroyAll } from "../apply/destroy";
import type { Environment } from "../environment/schema";
import { confirm, listed, type Question } from "./confirm";
import type { DestroyOptions } from "./options";
import { runByName } from "./run";
import type { Setting } from "./setting";

/** Deletes the services' stacks, once the user has confirmed it. */
export function destroy(options: DestroyOptions, setting: Setting): Promise<number> {
  return runByName("destroy", options, setting, async ({ context, outcomes }) => {
    const stacks = listed(outcomes.map(({ desired }) => desired.stack.name));
    await confirm(question(context.environment, stacks, options), context.signal);
    await destroyAll(context, outcomes);
    return undefined;
  });
}

/**
 * A protected environment wants its name, so that no habitual yes deletes it: typed on the terminal, or `--yes --confirm NAME`.
 * Any other one wants a yes.
 */
function question(
  { name, protected: guarded }: Environment,
  stacks: string,
  options: DestroyOptions,
): Question {
  return {
    what: `delete ${stacks}`,
    refusal: `${stacks} not deleted`,
    wanted: guarded ? name : "yes",
    flags: guarded ? `--yes --confirm ${name}` : "--yes",
    given: options.yes && (!guarded || options.confirm === name),
    silent: options.yes,
  };
}
