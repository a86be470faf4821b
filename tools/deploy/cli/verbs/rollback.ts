import { rollbackAll } from "../../engine/rollback";
import { requireTrusted, rollbackSubjects } from "../../engine/trust";
import { FerryError } from "../../error";
import type { LaunchEnvironment } from "../launch-environment";
import type { RollbackOptions } from "../options";
import { confirmProtected } from "../run/confirm";
import type { NamedRun } from "../run/prepare";
import { runByName } from "../run/run";
import { requireTrustedStart } from "../run/trusted-start";

/** Makes live what was live before the last deploy, or a version that the user names. */
export function rollback(options: RollbackOptions, launch: LaunchEnvironment): Promise<number> {
  return runByName("rollback", options, launch, async (run) => {
    const { context, outcomes } = run;
    requireTrustedStart("rollback", context.environment, launch);
    await rollbackAll(context, outcomes, {
      to: options.to,
      only: chosenFunctions(outcomes, options.function),
      approve: async (changing) => {
        await requireTrusted(context, rollbackSubjects(changing));
        await confirmProtected(run, "roll back", changing, options.yes);
      },
    });
    return undefined;
  });
}

/** Physical name of the function that is named, with the environment's prefix or without it. */
function chosenFunctions(
  outcomes: NamedRun["outcomes"],
  name: string | undefined,
): ReadonlySet<string> | undefined {
  if (name === undefined) return undefined;
  const functions = outcomes.flatMap(({ desired }) => desired.functions);
  const chosen = functions.filter((one) => one.name === name || one.artifact.name === name);
  if (chosen.length > 0) return new Set(chosen.map((one) => one.name));
  throw new FerryError(
    "UsageInvalid",
    `there is no function "${name}": ${functions.map(({ artifact }) => artifact.name).join(", ")}`,
    { next: "choose one of them with --function" },
  );
}
