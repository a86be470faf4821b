import { findEnvironments } from "../../../engine/environments/list";
import { FerryError } from "../../../error";
import { environmentDetail } from "../../report/environments/detail";
import { environmentEntry } from "../../report/environments/entry";
import { noServices } from "../../run/removal";
import { runVerb } from "../../run/run-verb";
import { defineVerb } from "../../verb";

export const show = defineVerb({
  name: "env show",
  description: "show an environment: whose it is, until when, and what is deployed there",
  arguments: { name: "the environment (default: that of --env)" },
  options: {},
  services: noServices,
  interruption: "exit",
  run: ({ name: asked, ...options }, launch): Promise<number> => {
    const named = { ...options, ...(asked === undefined ? {} : { env: asked }), only: [] };
    return runVerb(show, named, launch, async ({ context, reporter }) => {
      const { name } = context.environment;
      const { environments, now } = await findEnvironments(context);
      const found = environments.find((one) => one.name === name);
      if (!found)
        throw new FerryError("EnvironmentUnknown", `nothing is deployed to ${name}, and it has no record`, {
          next: `deploy to it, or see what there is: ./bazelw run //:env -- list --env ${name}`,
        });
      const entry = environmentEntry(found);
      reporter.text((style) => environmentDetail(entry, now, style));
      return { environments: [entry] };
    });
  },
});
