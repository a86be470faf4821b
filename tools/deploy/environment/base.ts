import { FerryError } from "../error";
import type { Environment } from "./schema";

/**
 * Requires that an environment may be the base of another one: services that the overlay has not itself are used in the base,
 * which so has to be in the same account and region, may be written to, and has all services itself.
 * @throws FerryError `BaseInvalid`
 */
export function requireBase(overlay: Environment, base: Environment): void {
  const refused = (problem: string, next: string): FerryError =>
    new FerryError("BaseInvalid", `${base.name} cannot be the base of ${overlay.name}: ${problem}`, { next });
  if (base.name === overlay.name) throw refused("it is the same environment", "choose another --base");
  if (!overlay.ephemeral)
    throw refused(
      `${overlay.name} is not ephemeral`,
      `deploy it without a base, or set "ephemeral" in environments.json`,
    );
  if (base.protected)
    throw refused(
      "it is protected, and what an overlay calls there writes its data",
      "choose a base that is not protected",
    );
  for (const [what, member] of PLACES)
    if (base[member] !== overlay[member])
      throw refused(
        `it is in another ${what} (${base[member] ?? "AWS"}, not ${overlay[member] ?? "AWS"})`,
        `choose a base in the same account and region`,
      );
  if (base.base !== undefined && base.base !== base.name)
    throw refused(`it is an overlay over ${base.base} itself`, `choose ${base.base} as the base`);
}

const PLACES = [
  ["account", "account"],
  ["region", "region"],
  ["endpoint", "endpoint"],
] as const;
