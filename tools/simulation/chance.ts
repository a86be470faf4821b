import crypto from "node:crypto";
import { seeded } from "../deploy/testing/campaign/seeded-random";

/** For ids. Not `Math.random`'s, which decides how long is waited: how many ids are made in an instant is nothing that may change that. */
let id = seeded(0);

/** From now on, whatever is random in this process depends on the seed alone: waits between attempts, ids, revisions. */
export function seedChance(seed: number): void {
  Math.random = seeded(seed);
  id = seeded(~seed);
  Object.assign(crypto, { randomBytes, randomUUID, randomInt });
}

function randomBytes(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(id() * 256)));
}

/** Of version 4, as Node's are. */
function randomUUID(): string {
  const hex = randomBytes(16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function randomInt(first: number, second?: number): number {
  const [least, end] = second === undefined ? [0, first] : [first, second];
  return least + Math.floor(id() * (end - least));
}
