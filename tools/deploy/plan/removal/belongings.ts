import type { ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { ENVIRONMENT_TAG } from "../desired";
import { serviceOf } from "./subject";

/** Whether there is, or may be, another environment of that name that is not to be touched. */
export type MayBeOf = (environment: string) => boolean;

/** What names of log groups begin with, before the environment: of functions, and of what AWS services deliver. */
export const LOG_GROUP_PREFIXES = ["/aws/lambda/", "/aws/vendedlogs/"] as const;

/** The log groups of an environment, by their names. What may be of another environment is left out. */
export function ownLogGroups(
  groups: readonly string[],
  environment: string,
  mayBeOf: MayBeOf,
): readonly string[] {
  return groups.filter((group) => {
    const prefix = LOG_GROUP_PREFIXES.find((one) => group.startsWith(`${one}${environment}-`));
    return prefix !== undefined && !isOfAnother(group.slice(prefix.length), environment, mayBeOf);
  });
}

/**
 * Whether a stack that was found by its name is the environment's: by its tags, or because it is only reserved. A reserved stack
 * has no tags yet, and no resources.
 */
export function isOwnStack(stack: ObservedStack, environment: string, mayBeOf: MayBeOf): boolean {
  if (serviceOf(stack, environment) !== undefined) return true;
  if (situation(stack.status) !== "reserved" || stack.tags[ENVIRONMENT_TAG] !== undefined) return false;
  return !isOfAnother(stack.name, environment, mayBeOf);
}

/** `dev-a-b-orders` begins with the environment `dev`, and may be of `dev-a` or `dev-a-b`. */
function isOfAnother(name: string, environment: string, mayBeOf: MayBeOf): boolean {
  for (let end = name.indexOf("-", environment.length + 1); end > 0; end = name.indexOf("-", end + 1))
    if (mayBeOf(name.slice(0, end))) return true;
  return false;
}
