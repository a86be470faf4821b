import { FerryError } from "../../error";
import { isNamed, type PlacedFunction } from "../../plan/names";
import type { NamedRun } from "./prepare";

/**
 * The one function there is, or the one that is named, with the environment's prefix or without it.
 * @throws FerryError `UsageInvalid`
 */
export function chooseFunction(outcomes: NamedRun["outcomes"], name: string | undefined): PlacedFunction {
  const functions = outcomes.flatMap(({ desired }) => desired.functions);
  const chosen = name === undefined ? functions : functions.filter((one) => isNamed(one, name));
  if (chosen.length === 1 && chosen[0]) return chosen[0];
  const problem =
    name === undefined ? `there are ${functions.length} functions` : `there is no function "${name}"`;
  throw new FerryError(
    "UsageInvalid",
    `${problem}: ${functions.map(({ artifact }) => artifact.name).join(", ")}`,
    {
      next: "choose one with --function",
    },
  );
}
