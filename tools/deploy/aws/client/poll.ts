import { setTimeout as delay } from "node:timers/promises";

/** Poll intervals in milliseconds: short at first, since small updates take a second or two. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 3_000;
const GROWTH = 1.4;

/** Calls `ask` until it returns a result. Rejects with an `AbortError` when the run is interrupted. */
export async function poll<T>(ask: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE)) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(pause, undefined, { signal });
  }
}
