/** What a service allows, in requests. */
export interface Limit {
  /** Requests a second that may be kept up. */
  readonly quota: number;
  /** Requests at once after a time without any. */
  readonly burst: number;
}

/**
 * A token bucket that learns: what AWS refuses as too much slows it down (multiplicative decrease), and time brings it back to
 * its quota (additive increase), so that several processes under one quota come to share it. Immutable; times are in
 * milliseconds of any clock that goes forward.
 */
export interface Bucket {
  readonly limit: Limit;
  readonly tokens: number;
  /** Tokens a second at the time `at`. */
  readonly rate: number;
  readonly at: number;
  /** When the rate was last decreased. */
  readonly slowedAt: number;
}

/** What a refusal leaves of the rate: the factor of the SDK's adaptive mode, which is that of TCP CUBIC. */
const DECREASE = 0.7;
/** Part of the quota that the rate regains in a second. */
const RECOVERY = 0.1;
/** Part of the quota below which the rate never falls, so that work goes on however much the others take. */
const LOWEST = 0.05;

export function fullBucket(limit: Limit, now: number): Bucket {
  return { limit, tokens: limit.burst, rate: limit.quota, at: now, slowedAt: Number.NEGATIVE_INFINITY };
}

/** The bucket as it stands at `now`, with what has flowed in since. A clock that went back changes nothing. */
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

/** Takes a token at `now`; undefined where there is none yet. */
export function taken(bucket: Bucket, now: number): Bucket | undefined {
  const current = refilled(bucket, now);
  return current.tokens < 1 ? undefined : { ...current, tokens: current.tokens - 1 };
}

/** Milliseconds from `now` until there is a token, at most: a rate that recovers meanwhile brings it sooner. */
export function untilToken(bucket: Bucket, now: number): number {
  const { tokens, rate } = refilled(bucket, now);
  return Math.max(0, ((1 - tokens) / rate) * 1_000);
}

/**
 * A request was refused as one too many. One that was sent before the rate was last decreased says nothing of the present
 * rate: of many refused at once, only the first counts.
 * @param sentAt when the request was sent
 */
export function slowed(bucket: Bucket, now: number, sentAt: number): Bucket {
  const current = refilled(bucket, now);
  if (sentAt < current.slowedAt) return current;
  const rate = Math.max(current.limit.quota * LOWEST, current.rate * DECREASE);
  return { ...current, rate, tokens: 0, slowedAt: current.at };
}
