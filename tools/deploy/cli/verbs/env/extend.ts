import { extendEnvironment } from "../../../engine/environments/extend";
import { span } from "../../report/environments/span";
import { noServices } from "../../run/removal";
import { runVerb } from "../../run/run-verb";
import { defineVerb } from "../../verb";

export const extend = defineVerb({
  name: "env extend",
  description: "keep an environment for longer",
  more: "See [expiry](environments.md#expiry).",
  arguments: { name: "the environment (default: that of --env)" },
  options: {
    for: {
      value: "<duration>",
      description: "how long from now: 12h, 3d (default: the environment's ttl)",
      more: "At most `maxTtl` of environments.json.",
    },
  },
  services: noServices,
  run: ({ name: asked, ...options }, launch): Promise<number> => {
    const named = { ...options, ...(asked === undefined ? {} : { env: asked }), only: [] };
    return runVerb(extend, named, launch, async ({ context, reporter }) => {
      const { record, moved } = await extendEnvironment(context, options.for);
      const { expires } = record;
      reporter.hint(
        expires === undefined
          ? `${context.environment.name} has no expiry, so it stays until it is destroyed`
          : `${moved ? "expires" : "it is kept for longer already: expires"} at ${expires} (in ${span(Date.parse(expires) - Date.now())})`,
      );
      return { expires: expires ?? null, moved };
    });
  },
});
