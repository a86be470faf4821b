/** A service's rate limit, in requests. */
export interface Limit {
  /** Sustained requests per second. */
  readonly quota: number;
  /** Most requests at once after an idle time. */
  readonly burst: number;
}

/**
 * An adaptive token bucket: throttling slows it down (multiplicative decrease), and it recovers to its quota over time (additive
 * increase), so that several processes share a quota. Immutable; times are in milliseconds of a monotonic clock.
 */
export interface Bucket {
  readonly limit: Limit;
  readonly tokens: number;
  /** Tokens per second at the time `at`. */
  readonly rate: number;
  readonly at: number;
  /** When the rate was last decreased. */
  readonly slowedAt: number;
}

/** Throttling multiplies the rate by this: the factor of the SDK's adaptive mode and of TCP CUBIC. */
const DECREASE = 0.7;
/** Share of the quota that the rate recovers per second. */
const RECOVERY = 0.1;
/** Share of the quota below which the rate never falls, so that work continues however much others take. */
const LOWEST = 0.05;

export function fullBucket(limit: Limit, now: number): Bucket {
  return { limit, tokens: limit.burst, rate: limit.quota, at: now, slowedAt: Number.NEGATIVE_INFINITY };
}

/** The bucket at `now`, with the tokens added since. A clock that went back has no effect. */
export function refilled(bucket: Bucket, now: number): Bucket {
  const seconds = (now - bucket.at) / 1_000;
  if (!(seconds > 0)) return bucket;
  const { limit, rate, tokens } = bucket;
  const slope = limit.quota * RECOVERY;
  const recovering = Math.min(seconds, (limit.quota - rate) / slope);
  const earned =
    rate * recovering + (slope * recovering ** 2) / 2 + limit.quota * Math.max(0, seconds - recovering);
  return {
    ...bucket,
    tokens: Math.min(limit.burst, tokens + earned),
    rate: Math.min(limit.quota, rate + slope * recovering),
    at: now,
  };
}

/** Takes a token at `now`; undefined if there is none yet. */
export function taken(bucket: Bucket, now: number): Bucket | undefined {
  const current = refilled(bucket, now);
  return current.tokens < 1 ? undefined : { ...current, tokens: current.tokens - 1 };
}

/** Most milliseconds from `now` until there is a token: a recovering rate makes it less. */
export function untilToken(bucket: Bucket, now: number): number {
  const { tokens, rate } = refilled(bucket, now);
  return Math.max(0, ((1 - tokens) / rate) * 1_000);
}

/**
 * Slows down after a throttled request. One sent before the last decrease says nothing about the current rate: of many throttled
 * at once, only the first counts.
 * @param sentAt when the request was sent
 */
export function slowed(bucket: Bucket, now: number, sentAt: number): Bucket {
  const current = refilled(bucket, now);
  if (sentAt < current.slowedAt) return current;
  const rate = Math.max(current.limit.quota * LOWEST, current.rate * DECREASE);
  return { ...current, rate, tokens: 0, slowedAt: current.at };
}
