import { setTimeout } from "node:timers/promises";

const POLL_MS = 20;
const LIMIT_MS = 60_000;

/** Asks until `settled` holds, and returns the last answer. @throws Error after a minute, naming what did not settle */
export async function untilSettled<T>(
  what: string,
  ask: () => Promise<T>,
  settled: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (settled(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not stabilize within ${LIMIT_MS / 1000} s`);
    await setTimeout(POLL_MS);
  }
}

/** Runs the last steps of a creation; if one fails, undoes the first ones. */
export async function orUndo<T>(steps: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
  try {
    return await steps();
  } catch (error) {
    await undo();
    throw error;
  }
}
