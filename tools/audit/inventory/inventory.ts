import type { Deployed, Unread } from "../../deploy/inventory/inventory";
import type { Contents } from "../bom/bom";

/** A function as the build makes it. */
export interface Built {
  readonly service: string;
  readonly function: string;
  readonly contents: Contents;
}

/** Where a deployment package stands: what the build makes of a function, or the live version in an environment. */
export interface Place {
  readonly service: string;
  readonly function: string;
  /** Absent for the build. */
  readonly live?: { readonly environment: string; readonly version: string };
}

/** A deployment package, and all places where it stands. */
export interface Holding {
  readonly contents: Contents;
  readonly places: readonly Place[];
}

/** A live version whose contents are not known. */
export interface Opaque extends Deployed {
  /** Why the metafile that its deploy has kept cannot be read; absent where none is kept. */
  readonly problem?: string;
}

/** All that is audited, and what could not be. */
export interface Inventory {
  readonly holdings: readonly Holding[];
  /** Live versions whose contents were not kept: deployed by an older Ferry, or outside Ferry. */
  readonly opaque: readonly Opaque[];
  readonly unread: readonly Unread[];
}

/**
 * Joins what the build makes with what runs: a package that is both stands there once.
 * @param kept what was inside of digests that the build does not make, by digest; or why that cannot be read
 */
export function inventory(
  built: readonly Built[],
  deployed: readonly Deployed[],
  unread: readonly Unread[],
  kept: ReadonlyMap<string, Contents | Error>,
): Inventory {
  const holdings = new Map<string, { contents: Contents; places: Place[] }>();
  const add = (contents: Contents, place: Place): void => {
    const key = `${contents.target} ${contents.sha256}`;
    const known = holdings.get(key);
    if (known) known.places.push(place);
    else holdings.set(key, { contents, places: [place] });
  };
  for (const one of built) add(one.contents, { service: one.service, function: one.function });
  const opaque: Opaque[] = [];
  for (const one of deployed) {
    const contents = built.find((candidate) => isOf(candidate, one))?.contents ?? kept.get(one.sha256);
    if (contents === undefined) opaque.push(one);
    else if (contents instanceof Error) opaque.push({ ...one, problem: contents.message });
    else {
      const live = { environment: one.environment, version: one.version };
      add(contents, { service: one.service, function: one.function, live });
    }
  }
  return { holdings: [...holdings.values()], opaque, unread };
}

function isOf(built: Built, { service, function: name, sha256 }: Deployed): boolean {
  return built.contents.sha256 === sha256 && built.service === service && built.function === name;
}
