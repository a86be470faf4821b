import { type Clock, systemClock } from "./clock";
import { Limiter } from "./limiter";
import { LIMITS, type Quota } from "./quotas";

/** The request rates of one account and region, shared by all clients of the process. */
export class Rates {
  readonly #limiters = new Map<Quota, Limiter>();

  constructor(readonly clock: Clock = systemClock) {}

  limiter(quota: Quota): Limiter {
    const known = this.#limiters.get(quota);
    if (known) return known;
    const limiter = new Limiter(LIMITS[quota], this.clock);
    this.#limiters.set(quota, limiter);
    return limiter;
  }
}
