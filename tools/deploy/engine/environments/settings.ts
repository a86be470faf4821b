import type { Context } from "../../context/context";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";

/** What environments.json says of a name that was found in the account; undefined if no entry covers it, or it cannot be a name. */
export function settingsOf(
  { environmentNamed }: Pick<Context, "environmentNamed">,
  name: string,
): Environment | undefined {
  try {
    return environmentNamed(name);
  } catch (error) {
    if (error instanceof FerryError && error.code === "EnvironmentUnknown") return undefined;
    throw error;
  }
}
