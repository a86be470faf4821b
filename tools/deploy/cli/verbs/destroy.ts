import { destroyAll } from "../../engine/destroy";
import { requireOrphans } from "../../engine/orphans";
import type { Environment } from "../../environment/schema";
import type { LaunchEnvironment } from "../launch-environment";
import type { DestroyOptions } from "../options";
import { confirm, listed, type Question } from "../run/confirm";
import { NAMED, orphansNamed } from "../run/load-services";
import { orphansBeside } from "../run/orphans";
import type { NamedRun } from "../run/prepare";
import { runByName } from "../run/run";

/** Deletes the services' stacks, or those of services that the repository no longer has, once the user has confirmed it. */
export function destroy(options: DestroyOptions, launch: LaunchEnvironment): Promise<number> {
  const orphaned = options.orphan.length > 0;
  const work = async ({ context, outcomes }: NamedRun) => {
    const orphans = orphaned
      ? await requireOrphans(context, outcomes)
      : await orphansBeside(context, outcomes, options);
    const stacks = listed(outcomes.map(({ desired }) => desired.stack.name));
    await confirm(question(context.environment, stacks, options), context.signal);
    await destroyAll(context, outcomes);
    return orphans ?? undefined;
  };
  return runByName("destroy", options, launch, work, orphaned ? orphansNamed(options) : NAMED);
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
