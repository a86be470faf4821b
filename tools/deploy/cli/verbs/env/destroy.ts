import { FerryError } from "../../../error";
import { STACK_OPTIONS, WRITE_OPTIONS } from "../../options";
import { keptFailure, noServices } from "../../run/removal";
import { runRemoval } from "../../run/run-removal";
import { defineVerb } from "../../verb";

export const destroy = defineVerb({
  name: "env destroy",
  description: "remove an environment with all that it has, whether it has expired or not",
  more: "Not a protected one, and not one that overlays rest on: [removing environments](environments.md#removing-environments).",
  arguments: { name: "the environment" },
  options: { ...WRITE_OPTIONS, ...STACK_OPTIONS },
  services: noServices,
  run: async (options, launch): Promise<number> => {
    const { name } = options;
    // Never the default of a checkout: what is removed is named.
    if (name === undefined)
      throw new FerryError("UsageInvalid", "no environment is named", {
        next: "give its name: ./bazelw run //:env -- destroy <name>",
      });
    return await runRemoval(destroy, { ...options, env: name }, launch, {
      asked: "named",
      names: [name],
      dryRun: false,
      refusal: (plan) => keptFailure(name, plan),
    });
  },
});
