import { compare, valid } from "semver";
import type { Package } from "../bom/bom";
import type { Advisory, Affected, RangeEvent } from "./osv";

/** How an advisory concerns a package. */
export interface Match {
  readonly advisory: Advisory;
  /** Versions without it, as far as the advisory names any, that are newer than this one; the lowest first. */
  readonly fixedIn: readonly string[];
}

/** The advisories of npm packages, by the package's name. */
export class Advisories {
  readonly #byName = new Map<string, { readonly advisory: Advisory; readonly affected: Affected }[]>();

  /** Withdrawn ones, and those of other ecosystems, are passed over. */
  constructor(advisories: Iterable<Advisory>) {
    for (const advisory of advisories) {
      if (advisory.withdrawn !== undefined) continue;
      for (const affected of advisory.affected ?? []) {
        if (affected.package?.ecosystem !== "npm") continue;
        const { name } = affected.package;
        const known = this.#byName.get(name) ?? [];
        known.push({ advisory, affected });
        this.#byName.set(name, known);
      }
    }
  }

  /** Those that concern a version of a package, by id. */
  of({ name, version }: Pick<Package, "name" | "version">): Match[] {
    const matches = new Map<string, Match>();
    for (const { advisory, affected } of this.#byName.get(name) ?? []) {
      if (!concerns(affected, version)) continue;
      const fixedIn = [...(matches.get(advisory.id)?.fixedIn ?? []), ...fixes(affected, version)];
      matches.set(advisory.id, { advisory, fixedIn: [...new Set(fixedIn)].sort(compare) });
    }
    return [...matches.values()].sort((a, b) => (a.advisory.id < b.advisory.id ? -1 : 1));
  }
}

/** https://ossf.github.io/osv-schema/#evaluation */
function concerns({ versions = [], ranges = [] }: Affected, version: string): boolean {
  if (versions.includes(version)) return true;
  return ranges.some(({ type, events }) => type === "SEMVER" && isWithin(events, version));
}

/** Whether the newest event that is not after the version says that the trouble has begun. */
function isWithin(events: readonly RangeEvent[], version: string): boolean {
  let within = false;
  for (const { at, ends, inclusive } of ordered(events)) {
    const place = at === "0" ? 1 : compare(version, at);
    if (ends ? place > 0 || (place === 0 && !inclusive) : place >= 0) within = !ends;
  }
  return within;
}

interface Point {
  readonly at: string;
  readonly ends: boolean;
  /** Whether the version itself is still concerned, as with `last_affected`. */
  readonly inclusive: boolean;
}

function ordered(events: readonly RangeEvent[]): Point[] {
  const points = events.flatMap(({ introduced, fixed, last_affected: last }): Point[] => {
    const at = introduced ?? fixed ?? last;
    if (at === undefined || (at !== "0" && valid(at) === null)) return [];
    return [{ at, ends: introduced === undefined, inclusive: last !== undefined }];
  });
  // `0` is before every version.
  return points.sort((a, b) => {
    if (a.at === "0" || b.at === "0") return a.at === b.at ? 0 : a.at === "0" ? -1 : 1;
    return compare(a.at, b.at);
  });
}

function fixes({ ranges = [] }: Affected, version: string): string[] {
  return ranges
    .filter(({ type }) => type === "SEMVER")
    .flatMap(({ events }) => events.flatMap(({ fixed }) => fixed ?? []))
    .filter((fixed) => valid(fixed) !== null && compare(fixed, version) > 0);
}
