import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Bucket, fullBucket, type Limit, refilled, slowed, taken, untilToken } from "./bucket";

const limit: fc.Arbitrary<Limit> = fc.record({
  quota: fc.integer({ min: 1, max: 200 }),
  burst: fc.integer({ min: 1, max: 50 }),
});

/** Events of a bucket: time passes, a token is requested, an earlier request turns out to be throttled. */
const step = fc.oneof(
  fc.record({ type: fc.constant("pass" as const), ms: fc.double({ min: 0, max: 3_000, noNaN: true }) }),
  fc.record({ type: fc.constant("take" as const) }),
  fc.record({
    type: fc.constant("refuse" as const),
    ago: fc.double({ min: 0, max: 500, noNaN: true }),
  }),
);

interface Life {
  readonly bucket: Bucket;
  readonly now: number;
  readonly granted: readonly number[];
}

function live(of: Limit, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Life {
  let now = 0;
  let bucket = fullBucket(of, now);
  const granted: number[] = [];
  for (const one of steps) {
    if (one.type === "pass") now += one.ms;
    else if (one.type === "refuse") bucket = slowed(bucket, now, now - one.ago);
    else {
      const next = taken(bucket, now);
      if (next) granted.push(now);
      bucket = next ?? refilled(bucket, now);
    }
  }
  return { bucket, now, granted };
}

const steps = fc.array(step, { maxLength: 120 });

describe("a bucket", () => {
  test("never grants more than its burst and its quota in any interval", () => {
    fc.assert(
      fc.property(limit, steps, (of, past) => {
        const { granted } = live(of, past);
        for (const [first, from] of granted.entries()) {
          for (let last = first; last < granted.length; last++) {
            const seconds = ((granted[last] ?? 0) - from) / 1_000;
            expect(last - first + 1).toBeLessThanOrEqual(of.burst + of.quota * seconds + 1e-6);
          }
        }
      }),
    );
  });

  test("keeps its rate between a twentieth of the quota and the quota, and never more tokens than its burst", () => {
    fc.assert(
      fc.property(limit, steps, (of, past) => {
        const { bucket } = live(of, past);
        expect(bucket.rate).toBeGreaterThanOrEqual(of.quota * 0.05 - 1e-9);
        expect(bucket.rate).toBeLessThanOrEqual(of.quota);
        expect(bucket.tokens).toBeGreaterThanOrEqual(0);
        expect(bucket.tokens).toBeLessThanOrEqual(of.burst);
      }),
    );
  });

  test("has a token after the time that it predicts", () => {
    fc.assert(
      fc.property(limit, steps, (of, past) => {
        const { bucket, now } = live(of, past);
        expect(taken(bucket, now + untilToken(bucket, now) + 1e-6)).toBeDefined();
      }),
    );
  });

  test("earns the same in one stretch as in two", () => {
    const part = fc.double({ min: 0, max: 8_000, noNaN: true });
    fc.assert(
      fc.property(limit, steps, part, part, (of, past, a, b) => {
        const { bucket, now } = live({ ...of, burst: 10_000 }, past);
        const drained = { ...bucket, tokens: 0 };
        const once = refilled(drained, now + a + b);
        const twice = refilled(refilled(drained, now + a), now + a + b);
        expect(twice.tokens).toBeCloseTo(once.tokens, 6);
        expect(twice.rate).toBeCloseTo(once.rate, 6);
      }),
    );
  });

  test("slows down once for requests throttled together, and again for one sent since", () => {
    fc.assert(
      fc.property(limit, (of) => {
        const once = slowed(fullBucket(of, 0), 100, 0);
        expect(slowed(once, 100, 50).rate).toBe(once.rate);
        expect(slowed(once, 100, 100).rate).toBeLessThan(once.rate);
      }),
    );
  });

  test("is back at its quota within ten seconds", () => {
    fc.assert(
      fc.property(limit, steps, (of, past) => {
        const { bucket, now } = live(of, past);
        expect(refilled(bucket, now + 10_000).rate).toBeCloseTo(of.quota, 9);
      }),
    );
  });
});
