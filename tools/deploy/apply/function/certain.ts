import { setTimeout as delay } from "node:timers/promises";
import { LostAnswer } from "../../aws/client/lost-answer";
import { backOff } from "../../aws/client/retry";

/**
 * Ensures that a write takes effect once: if its response was lost, checks for its effect before sending it again.
 * @param look the result of the write, or undefined if it has not taken effect; throws a `Conflict` if another write has
 */
export async function certain<T>(send: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof LostAnswer)) throw error;
      const wait = backOff("read", "ambiguous", attempt, Math.random);
      if (wait === undefined) throw error;
      // Not aborted by Ctrl-C: what is live has to be reported.
      await delay(wait);
      const found = await look();
      if (found !== undefined) return found;
    }
  }
}
