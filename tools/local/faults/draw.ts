import { createHash } from "node:crypto";

/**
 * A number in [0, 1) that depends only on the seed, on what is decided, and on how often that was decided before. So the decisions of
 * one rule stay the same when another is added, or when requests that concern only the other arrive in another order.
 */
export function draw(seed: number, subject: string, occurrence: number): number {
  return createHash("sha256").update(`${seed}/${subject}/${occurrence}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** The part of a range at which a draw points. */
export function within([least, most]: readonly [number, number], drawn: number): number {
  return least + drawn * (most - least);
}

/** The entry of a list at which a draw points; `undefined` only for an empty list. */
export function pick<T>(entries: readonly T[], drawn: number): T | undefined {
  return entries[Math.floor(drawn * entries.length)];
}
