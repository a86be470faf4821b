import type { Inventory } from "../inventory/inventory";
import { isAllowed } from "../licence/allowed";
import { byLicence } from "../licence/group";
import type { Answer } from "./answer";

/**
 * The licences of the packages inside, each with its packages.
 * @param allowed licences that packages may have; none for any
 */
export function licenses({ holdings }: Inventory, allowed: readonly string[]): Answer {
  const packages = holdings.flatMap(({ contents }) => contents.packages);
  const groups = byLicence(packages);
  const list = new Set(allowed);
  const forbidden = new Set(
    list.size === 0
      ? []
      : packages.filter((one) => !isAllowed(one, list)).map(({ name, version }) => `${name}@${version}`),
  );
  const total = new Set(packages.map(({ name, version }) => `${name}@${version}`)).size;
  return {
    rows: [...groups].flatMap(([licence, ones]) =>
      ones.map(({ name, version }, index) => [
        index === 0 ? licence : "",
        `${name}@${version}${forbidden.has(`${name}@${version}`) ? "   not allowed" : ""}`,
      ]),
    ),
    summary: `${total} packages under ${groups.size} licences${list.size === 0 ? "" : `, ${forbidden.size} not allowed`}`,
    record: {
      licenses: [...groups].map(([licence, ones]) => ({
        license: licence,
        packages: ones.map(({ name, version }) => ({
          name,
          version,
          allowed: !forbidden.has(`${name}@${version}`),
        })),
      })),
    },
    finding: forbidden.size > 0,
  };
}
