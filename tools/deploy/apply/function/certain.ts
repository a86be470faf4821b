import { setTimeout as delay } from "node:timers/promises";
import { LostAnswer } from "../../aws/client/lost-answer";
import { backOff } from "../../aws/client/retry";

/**
 * Makes certain of a write: where its answer was lost, looks whether it took effect before it is sent again.
 * @param look what the write left, or undefined where it has not taken effect; throws a `Conflict` where someone else's has
 */
export async function certain<T>(send: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof LostAnswer)) throw error;
      const wait = backOff("read", "ambiguous", attempt, Math.random);
      if (wait === undefined) throw error;
      // Not ended by Ctrl-C: what is live now has to be told.
      await delay(wait);
      const found = await look();
      if (found !== undefined) return found;
    }
  }
}
