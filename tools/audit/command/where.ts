import { shortHex } from "../../terminal/short-hex";
import type { Package } from "../bom/bom";
import { matchesQuery, type PackageQuery } from "../bom/package-query";
import type { Holding, Inventory } from "../inventory/inventory";
import { holdingRecord, placesText } from "../report/places";
import type { Answer } from "./answer";

interface Found {
  readonly package: Package;
  readonly holding: Holding;
}

/** Which deployment packages hold a package, and where these stand. */
export function where(inventory: Inventory, query: PackageQuery): Answer {
  const found = inventory.holdings.flatMap((holding) =>
    holding.contents.packages
      .filter((one) => matchesQuery(one, query))
      .map((one): Found => ({ package: one, holding })),
  );
  found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const named = `${query.name}${query.range === "*" ? "" : `@${query.range}`}`;
  return {
    rows: found.map(({ package: one, holding }) => [
      `${one.name}@${one.version}`,
      holding.contents.target,
      `sha256 ${shortHex(holding.contents.sha256)}`,
      placesText(holding),
    ]),
    summary:
      found.length === 0
        ? `${named} is in none of ${inventory.holdings.length} deployment packages`
        : `${named} is in ${found.length} of ${inventory.holdings.length} deployment packages`,
    record: {
      held: found.map(({ package: one, holding }) => ({
        name: one.name,
        version: one.version,
        bytes: one.bytes,
        ...holdingRecord(holding),
      })),
    },
    finding: false,
  };
}

function order({ package: { name, version }, holding }: Found): string {
  return `${name}@${version} ${holding.contents.target} ${holding.contents.sha256}`;
}
