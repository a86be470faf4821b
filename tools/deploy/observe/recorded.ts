import { own } from "../json/own";
import { hasConfiguration } from "../model/configuration-digest";
import type { FunctionVersion, ObservedFunction } from "../model/observed";

/** The part of a service's record that can save reading its functions. */
export interface RecordedService {
  /** SHA-256 of the template file. */
  readonly template?: string | undefined;
  /** By the function's name in the manifest. */
  readonly functions: Readonly<Record<string, RecordedFunction>>;
  /** Writes have begun that are not recorded as complete. */
  readonly pending?: true | undefined;
}

export interface RecordedFunction {
  /** The version behind `live`. */
  readonly version: string;
  /** SHA-256 of its zip, in hexadecimal. */
  readonly sha256: string;
  /** `configurationDigest` of its settings. */
  readonly configuration: string;
}

/** A function to observe. */
export interface FunctionSubject {
  /** Physical. */
  readonly name: string;
  readonly artifact: { readonly name: string; readonly digest: { readonly sha256: string } };
}

/**
 * The record of a function, if it matches the desired state, so that a list can confirm that nothing has changed since. Undefined
 * if the function has to be read: the service's last deploy did not complete, or another build is live.
 */
export function recordedAsDesired(
  recorded: RecordedService | undefined,
  templateDigest: string,
  { artifact }: FunctionSubject,
): RecordedFunction | undefined {
  if (!recorded || recorded.pending || recorded.template !== templateDigest) return undefined;
  const one = own(recorded.functions, artifact.name);
  return one?.sha256 === artifact.digest.sha256 ? one : undefined;
}

/**
 * The observed function, if its `$LATEST` still matches the record; undefined if it has to be read. **A list does not show where
 * an alias points:** one moved outside Ferry goes unnoticed here.
 * @param listed `$LATEST` as ListFunctions returns it
 */
export function confirmed(
  listed: FunctionVersion,
  { version, sha256, configuration }: RecordedFunction,
): ObservedFunction | undefined {
  if (listed.sha256 !== sha256) return undefined;
  if (!hasConfiguration(listed, configuration)) return undefined;
  // No revision: it is not a precondition for any write.
  return { live: { ...listed, version, revisionId: "" }, latest: listed };
}
