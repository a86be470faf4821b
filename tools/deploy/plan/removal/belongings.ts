import type { ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { ENVIRONMENT_TAG } from "../desired";
import { serviceOf } from "./subject";

/** Whether there is, or may be, another environment of that name that is not to be touched. */
export type MayBeOf = (environment: string) => boolean;

/** What names of functions' log groups begin with, before the function. */
export const LOG_GROUP_PREFIX = "/aws/lambda/";

/**
 * The log groups of an environment's functions, by their names. What may be of another environment is left out.
 * @param services those that it has or had, by their stacks' tags
 */
export function ownLogGroups(
  groups: readonly string[],
  environment: string,
  services: readonly string[],
  mayBeOf: MayBeOf,
): readonly string[] {
  const known = new Set(services.map((service) => `${environment}-${service}`));
  return groups.filter((group) => {
    if (!group.startsWith(`${LOG_GROUP_PREFIX}${environment}-`)) return false;
    const name = group.slice(LOG_GROUP_PREFIX.length);
    const others = otherBeginnings(name, environment).filter(mayBeOf);
    // A group of that name made by another environment would have kept the stack from being created.
    return others.length === 0 || (known.has(name) && others.every((one) => one.length < environment.length));
  });
}

/**
 * Whether a stack that was found by its name is the environment's: by its tags, or because it is only reserved. A reserved stack
 * has no tags yet, and no resources.
 */
export function isOwnStack(stack: ObservedStack, environment: string, mayBeOf: MayBeOf): boolean {
  if (serviceOf(stack, environment) !== undefined) return true;
  if (situation(stack.status) !== "reserved" || stack.tags[ENVIRONMENT_TAG] !== undefined) return false;
  return !otherBeginnings(stack.name, environment).some(mayBeOf);
}

/** `dev-a-b-orders` begins with the environment `dev-a`, and may be of `dev` or `dev-a-b`. */
function otherBeginnings(name: string, environment: string): string[] {
  const beginnings: string[] = [];
  for (let end = name.indexOf("-"); end > 0; end = name.indexOf("-", end + 1))
    if (end !== environment.length) beginnings.push(name.slice(0, end));
  return beginnings;
}
