import { operationKind } from "../operation";
import { backOff, failureKind } from "../retry";
import { pause } from "./clock";
import { quotaOf } from "./quotas";
import type { Rates } from "./rates";

/**
 * Sends one request with retries: each attempt waits for a token of its quota, throttling slows that quota down for the whole
 * process, and `backOff` decides about retries.
 * @param service as in the SDK's client names: `Lambda`
 * @param operation as in the API's model: `GetFunction`
 * @param send sends it once
 * @param signal ends waiting for a token or for the next attempt, never a request in progress. A request started after the abort
 * is for cleanup and is not interrupted.
 */
export async function attempts<T>(
  rates: Rates,
  service: string,
  operation: string,
  send: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const kind = operationKind(operation);
  const quota = quotaOf(service, operation);
  const limiter = quota === undefined ? undefined : rates.limiter(quota);
  const until = signal.aborted ? undefined : signal;
  for (let attempt = 1; ; attempt++) {
    const sentAt = await limiter?.take(kind === "write" ? "write" : "read", until);
    try {
      return await send();
    } catch (error) {
      const failure = failureKind(error);
      if (failure === "throttled" && sentAt !== undefined) limiter?.throttled(sentAt);
      const wait = backOff(kind, failure, attempt, Math.random);
      if (wait === undefined) throw error;
      await pause(wait, rates.clock, until);
    }
  }
}
