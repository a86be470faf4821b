import type { AliasTargets } from "../aws/lambda/versions";
import type { AwsSession } from "../aws/session";
import { type FunctionVersion, LIVE } from "../model/observed";

/** All published versions of a function, and the target of its alias `live`. */
export interface ObservedHistory {
  readonly versions: readonly FunctionVersion[];
  /** Absent where there is no such alias. */
  readonly live?: AliasTargets;
}

/**
 * Reads the versions and aliases of a function in two calls, plus one for each further 50 versions. Undefined if there is no such
 * function.
 */
export async function observeHistory(
  session: AwsSession,
  functionName: string,
): Promise<ObservedHistory | undefined> {
  const [versions, aliases] = await Promise.all([
    session.functions.versions(functionName),
    session.functions.aliases(functionName),
  ]);
  if (!versions) return undefined;
  const live = aliases.find(({ name }) => name === LIVE);
  return { versions, ...(live === undefined ? {} : { live }) };
}
