import type { VersionEntry } from "./versions";

/** How many of Ferry's versions of a function are kept: enough to go back a few days of many deploys. */
export const KEPT = 10;

/** Old versions are looked for once in so many versions: at most so many more than `KEPT` are there at any time. */
const INTERVAL = 5;

/**
 * Whether the publication of a version is the time to look for old ones: the numbers of versions only grow, so that it shows
 * without a call when enough have come since the last time.
 * @param before version that was live when this one was published
 */
export function pruningIsDue(version: string, before: string): boolean {
  const interval = (number: string): number => Math.floor(Number(number) / INTERVAL);
  return Number(version) > KEPT && interval(version) > interval(before);
}

/**
 * Versions to delete, oldest first: Ferry's own beyond the newest `KEPT`, but none that an alias sends requests to, and not the
 * one that a rollback would go back to.
 * @param history newest first
 * @param used by aliases, weights included
 */
export function prunable(history: readonly VersionEntry[], used: ReadonlySet<string>): string[] {
  const kept = new Set(used);
  for (const { version, after } of history) if (used.has(version) && after !== undefined) kept.add(after);
  return history
    .filter(({ maker }) => maker === "ferry")
    .slice(KEPT)
    .map(({ version }) => version)
    .filter((version) => !kept.has(version))
    .reverse();
}
