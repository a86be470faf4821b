import { durationOf } from "./duration";
import type { Environment } from "./schema";

/** Longest time ahead that `env extend` gives unless environments.json says otherwise. */
const MOST = "30d";

/** Part of `ttl` that a push must gain to be worth a write. */
const WORTH = 1 / 24;

/** How far ahead an environment's expiry may be set. */
export function longestTtl({ maxTtl, ttl }: Pick<Environment, "maxTtl" | "ttl">): string {
  if (maxTtl !== undefined) return maxTtl;
  return ttl !== undefined && (durationOf(ttl) ?? 0) > (durationOf(MOST) ?? 0) ? ttl : MOST;
}

/**
 * The expiry after a deploy: `ttl` from now. It never comes nearer, and stays where little would be gained.
 * @param before ISO time; undefined for none
 * @returns undefined if the environment does not expire: without a `ttl`, even if it had one before
 */
export function pushed(
  before: string | undefined,
  { ttl }: Pick<Environment, "ttl">,
  now: Date,
): string | undefined {
  const length = durationOf(ttl ?? "");
  if (length === undefined) return undefined;
  const next = now.getTime() + length;
  const gained = next - Date.parse(before ?? "");
  return gained < length * WORTH ? before : new Date(next).toISOString();
}

/** Whether an environment's time is over. One without an expiry, or with one that is no time, stays. */
export function hasExpired({ expires }: { readonly expires?: string | undefined }, now: Date): boolean {
  return Date.parse(expires ?? "") <= now.getTime();
}
