import { STACK_OPTIONS, WRITE_OPTIONS } from "../../options";
import { noServices } from "../../run/removal";
import { runRemoval } from "../../run/run-removal";
import { defineVerb } from "../../verb";

export const sweep = defineVerb({
  name: "env sweep",
  description: "remove ephemeral environments that have expired, with all that they have",
  more: "In the account and region of the environment: [removing environments](environments.md#removing-environments).",
  options: {
    dryRun: { description: "only list what would be removed, and what is kept and why" },
    orphans: {
      description: "also environments that have stacks and no record",
      more: "They are ephemeral by environments.json as well.",
    },
    ...WRITE_OPTIONS,
    ...STACK_OPTIONS,
  },
  services: noServices,
  run: (options, launch): Promise<number> =>
    runRemoval(sweep, options, launch, {
      asked: options.orphans ? "expired and orphans" : "expired",
      dryRun: options.dryRun,
      refusal: () => undefined,
    }),
});
