import { own } from "../json/own";
import { hasConfiguration } from "../model/configuration-digest";
import type { FunctionVersion, ObservedFunction } from "../model/observed";

/** What the environment's record says of one service, as far as it spares a look. */
export interface RecordedService {
  /** SHA-256 of the template file. */
  readonly template?: string | undefined;
  /** By the function's name in the manifest. */
  readonly functions: Readonly<Record<string, RecordedFunction>>;
  /** Writes have begun whose end is not recorded. */
  readonly pending?: true | undefined;
}

export interface RecordedFunction {
  /** The version behind `live`. */
  readonly version: string;
  /** Of its zip, in hexadecimal. */
  readonly sha256: string;
  /** `configurationDigest` of its settings. */
  readonly configuration: string;
}

/** What is wanted of a function. */
export interface WantedFunction {
  /** Physical. */
  readonly name: string;
  readonly artifact: { readonly name: string; readonly digest: { readonly sha256: string } };
}

/**
 * What the record says of a function, if by the record it stands as it is wanted: then a list can confirm that nothing has
 * changed since. Undefined if it has to be looked at in any case: a deploy of the service has not ended well, or another build
 * is live.
 */
export function recordedAsWanted(
  recorded: RecordedService | undefined,
  templateDigest: string,
  { artifact }: WantedFunction,
): RecordedFunction | undefined {
  if (!recorded || recorded.pending || recorded.template !== templateDigest) return undefined;
  const one = own(recorded.functions, artifact.name);
  return one?.sha256 === artifact.digest.sha256 ? one : undefined;
}

/**
 * The function as it stands if its `$LATEST` is still what was published when the record was written; undefined if it has to be
 * looked at. **A list does not show where an alias points:** one that was moved past Ferry is not seen here, only by a look.
 * @param listed `$LATEST` as ListFunctions shows it
 */
export function confirmed(
  listed: FunctionVersion,
  { version, sha256, configuration }: RecordedFunction,
): ObservedFunction | undefined {
  if (listed.sha256 !== sha256) return undefined;
  if (!hasConfiguration(listed, configuration)) return undefined;
  // No revision: nothing is written on what was not looked at.
  return { live: { ...listed, version, revisionId: "" }, latest: listed };
}
