/** Seed of this run; set FERRY_E2E_SEED to repeat one. */
export const seed = Number(process.env.FERRY_E2E_SEED ?? Date.now() % 0x7fffffff);

/** Random numbers from a seed (mulberry32): `next(n)` is one of 0 … n - 1. */
export function randomNumbers(from = seed) {
  let state = from >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}
