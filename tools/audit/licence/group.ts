import type { Package } from "../bom/bom";

/** What stands where a package says nothing of its licence. */
export const UNKNOWN = "(none stated)";

/** What a package says of its licence, as one text; `A or B` of several, the form that npm has deprecated. */
function licenceOf({ licences }: Package): string {
  return licences.length === 0 ? UNKNOWN : licences.join(" or ");
}

/** Packages by licence, both in alphabetical order; a package that is in several artifacts stands there once. */
export function byLicence(packages: readonly Package[]): ReadonlyMap<string, readonly Package[]> {
  const groups = new Map<string, Map<string, Package>>();
  for (const one of packages) {
    const licence = licenceOf(one);
    const group = groups.get(licence) ?? new Map<string, Package>();
    groups.set(licence, group.set(`${one.name}@${one.version}`, one));
  }
  const alphabetical = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
  return new Map(
    [...groups]
      .sort(alphabetical)
      .map(([licence, group]) => [licence, [...group].sort(alphabetical).map(([, one]) => one)]),
  );
}
