import type { VersionEntry } from "./versions";

/** How many of Ferry's versions of a function are kept: enough for a few days of frequent deploys. */
export const KEPT = 10;

/** Old versions are looked for once every this many versions, which is also the most that exceed `KEPT`. */
const INTERVAL = 5;

/**
 * Whether to look for old versions after publishing one. Version numbers only grow, so this takes no call.
 * @param before version that was live when this one was published
 */
export function pruningIsDue(version: string, before: string): boolean {
  const interval = (number: string): number => Math.floor(Number(number) / INTERVAL);
  return Number(version) > KEPT && interval(version) > interval(before);
}

/**
 * Versions to delete, oldest first: Ferry's own beyond the newest `KEPT`, except those that an alias uses or would be rolled back
 * to, and the very oldest: it is a resource of the stack.
 * @param history newest first
 * @param used by aliases, weights included
 */
export function prunable(history: readonly VersionEntry[], used: ReadonlySet<string>): string[] {
  const kept = new Set([...used, ...history.slice(-1).map(({ version }) => version)]);
  for (const { version, after } of history) if (used.has(version) && after !== undefined) kept.add(after);
  return history
    .filter(({ maker }) => maker === "ferry")
    .slice(KEPT)
    .map(({ version }) => version)
    .filter((version) => !kept.has(version))
    .reverse();
}
