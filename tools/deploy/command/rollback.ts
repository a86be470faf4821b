import { rollbackAll } from "../apply/rollback";
import { requireTrusted, rollbackSubjects } from "../apply/trust";
import { FerryError } from "../error";
import { confirmProtected } from "./confirm";
import type { RollbackOptions } from "./options";
import type { NamedRun } from "./prepare";
import { runByName } from "./run";
import type { Setting } from "./setting";
import { requireTrustedStart } from "./trusted-start";

/** Makes live what was live before the last deploy, or a version that the user names. */
export function rollback(options: RollbackOptions, setting: Setting): Promise<number> {
  return runByName("rollback", options, setting, async (run) => {
    const { context, outcomes } = run;
    requireTrustedStart("rollback", context.environment, setting);
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
