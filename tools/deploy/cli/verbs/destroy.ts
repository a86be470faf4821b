import { destroyAll } from "../../engine/destroy";
import { requireOrphans } from "../../engine/orphans";
import type { Environment } from "../../environment/schema";
import { type CommonOptions, STACK_OPTIONS, WRITE_OPTIONS } from "../options";
import { changesIn } from "../report/summary/summary";
import { count } from "../report/units";
import { confirm, listed, type Question } from "../run/confirm";
import { namedServices } from "../run/load-services";
import { namedOrphans, orphansBeside } from "../run/orphans";
import type { NamedRun } from "../run/prepare";
import { runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

export const destroy = defineVerb({
  name: "destroy",
  description: "delete the services' stacks",
  more: "Functions and all their versions are deleted with them: [destroying](destroy.md).",
  options: {
    ...WRITE_OPTIONS,
    confirm: { value: "<env>", description: "with --yes, for a protected environment: its name" },
    orphan: {
      value: "<service>",
      repeatable: true,
      conflicts: "only",
      description:
        "delete a service that is no longer in the repository, as //:plan lists it, instead of these; repeatable",
      more: "Only of `//:destroy`: [removed services](destroy.md#removed-services).",
    },
    ...STACK_OPTIONS,
  },
  services: namedServices,
  summary: { total: (report) => count(changesIn(report), "change") },
  run(options, launch): Promise<number> {
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
    const services = orphaned ? namedOrphans(options.orphan, options) : namedServices;
    return runVerb(destroy, options, launch, work, services);
  },
});

/**
 * A protected environment wants its name, so that no habitual yes deletes it: typed on the terminal, or `--yes --confirm NAME`.
 * Any other one wants a yes.
 */
function question(
  { name, protected: guarded }: Environment,
  stacks: string,
  options: CommonOptions & { readonly confirm?: string },
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
