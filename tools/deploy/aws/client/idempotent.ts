import { setTimeout as delay } from "node:timers/promises";
import { backOff, failureKind } from "./retry";

/**
 * Sends a write again where nobody knows whether it took effect: for those of which a second one does no harm, since they set
 * what the first one set, or carry a condition that the first one has made untrue.
 */
export async function idempotent<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const failure = failureKind(error);
      // All others have been repeated already, as often as they may be.
      const wait = failure === "ambiguous" ? backOff("read", failure, attempt, Math.random) : undefined;
      if (wait === undefined) throw error;
      await delay(wait);
    }
  }
}
