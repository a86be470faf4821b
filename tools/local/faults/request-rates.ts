import { TokenBucket } from "../protocol/token-bucket";
import { matchesAny } from "./operation-pattern";
import type { Rate } from "./profile";

interface Quota {
  readonly rate: Rate;
  readonly bucket: TokenBucket;
}

/** The quotas of an account, and what is left of them. */
export class RequestRates {
  readonly #quotas: readonly Quota[];

  /** @param now milliseconds of a clock that never goes back */
  constructor(rates: readonly Rate[], now: () => number) {
    this.#quotas = rates.map((rate) => ({
      rate,
      bucket: new TokenBucket(rate.perSecond, rate.burst ?? Math.max(1, rate.perSecond), now),
    }));
  }

  /** Counts a request. Returns 0, or, over the limit, the seconds until another is allowed. */
  take(operation: string): number {
    const quota = this.#quotas.find(({ rate }) => matchesAny(rate.operations, operation));
    return quota?.bucket.take() ?? 0;
  }
}
