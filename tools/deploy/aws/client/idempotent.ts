import { setTimeout as delay } from "node:timers/promises";
import { backOff, failureKind } from "./retry";

/**
 * Retries a write of unknown outcome. Only for writes that may be repeated: they set the same state again, or have a precondition
 * that fails once they have taken effect.
 */
export async function idempotent<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const failure = failureKind(error);
      // Other failures have already been retried.
      const wait = failure === "ambiguous" ? backOff("read", failure, attempt, Math.random) : undefined;
      if (wait === undefined) throw error;
      await delay(wait);
    }
  }
}
