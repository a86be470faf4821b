import { findEnvironments } from "../../../engine/environments/list";
import { readNames } from "../../../manifest/read";
import { environmentEntry } from "../../report/environments/entry";
import { environmentTable } from "../../report/environments/table";
import { noServices } from "../../run/removal";
import { runVerb } from "../../run/run-verb";
import { defineVerb } from "../../verb";

export const list = defineVerb({
  name: "env list",
  description: "list the environments of the account and region",
  more: "Those of the environment that `--env` or the default names: [listing](environments.md#listing).",
  options: {},
  services: noServices,
  interruption: "exit",
  run: (options, launch): Promise<number> =>
    runVerb(list, { ...options, only: [] }, launch, async ({ context, reporter }) => {
      const { name, account, region } = context.environment;
      const source = { paths: options.manifest, runfiles: launch.runfiles, only: [] };
      const [{ environments, now }, services] = await Promise.all([
        findEnvironments(context),
        readNames(source),
      ]);
      const entries = environments.map(environmentEntry);
      reporter.hint(`account ${account}, ${region}`);
      reporter.text((style) =>
        environmentTable(entries, { all: services.length, current: name, now }, style),
      );
      return { environments: entries };
    }),
});
