import { createHash } from "node:crypto";

/**
 * A number in [0, 1) that depends on nothing but its place: the seed, what is decided, and for the how-manieth time. So the decisions of
 * one rule stay the same when another one is added, or when requests that concern only the other come in another order.
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
