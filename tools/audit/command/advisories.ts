import { Advisories, type Match } from "../advisory/match";
import type { Advisory } from "../advisory/osv";
import type { Package } from "../bom/bom";
import type { Holding, Inventory } from "../inventory/inventory";
import { holdingRecord, placesText } from "../report/places";
import type { Answer } from "./answer";

interface Concern extends Match {
  readonly package: Package;
  readonly holdings: readonly Holding[];
}

/** The advisories that concern a package inside, and where that one stands. */
export function advisories(inventory: Inventory, all: readonly Advisory[]): Answer {
  const known = new Advisories(all);
  const concerns = packagesOf(inventory).flatMap(({ package: one, holdings }) =>
    known.of(one).map((match): Concern => ({ ...match, package: one, holdings })),
  );
  return {
    rows: concerns.flatMap(({ advisory, fixedIn, package: one, holdings }) => [
      [
        advisory.id,
        advisory.database_specific?.severity?.toLowerCase() ?? "",
        `${one.name}@${one.version}`,
        fixedIn[0] === undefined ? "no fix named" : `fixed in ${fixedIn.join(", ")}`,
        advisory.summary ?? "",
      ],
      ...holdings.map((holding) => ["", "", `in ${holding.contents.target}`, placesText(holding)]),
    ]),
    summary:
      concerns.length === 0
        ? `none of ${all.length} advisories concerns what is inside`
        : `${new Set(concerns.map(({ advisory }) => advisory.id)).size} of ${all.length} advisories concern what is inside`,
    record: {
      advisories: concerns.map(({ advisory, fixedIn, package: one, holdings }) => ({
        id: advisory.id,
        aliases: advisory.aliases ?? [],
        severity: advisory.database_specific?.severity ?? null,
        summary: advisory.summary ?? null,
        package: one.name,
        version: one.version,
        fixedIn,
        held: holdings.map(holdingRecord),
      })),
    },
    finding: concerns.length > 0,
  };
}

/** Each version of a package once, with all that holds it. */
function packagesOf({ holdings }: Inventory): { package: Package; holdings: Holding[] }[] {
  const packages = new Map<string, { package: Package; holdings: Holding[] }>();
  for (const holding of holdings) {
    for (const one of holding.contents.packages) {
      const key = `${one.name}@${one.version}`;
      const entry = packages.get(key) ?? { package: one, holdings: [] };
      entry.holdings.push(holding);
      packages.set(key, entry);
    }
  }
  return [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
