import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { TokenBucket } from "./token-bucket";

const rates = fc.record({
  perSecond: fc.double({ min: 0.1, max: 200, noNaN: true }),
  burst: fc.integer({ min: 1, max: 50 }),
  pauses: fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), { maxLength: 200 }),
});

describe("a token bucket", () => {
  test("lets through no more than its burst and what has flowed in since", () => {
    fc.assert(
      fc.property(rates, ({ perSecond, burst, pauses }) => {
        let now = 5000;
        const bucket = new TokenBucket(perSecond, burst, () => now);
        let through = 0;
        for (const pause of pauses) {
          now += pause;
          if (bucket.take() === 0) through += 1;
        }
        expect(through).toBeLessThanOrEqual(burst + ((now - 5000) / 1000) * perSecond + 1e-6);
      }),
    );
  });

  test("has a token after as long as it said, and not much sooner", () => {
    fc.assert(
      fc.property(rates, ({ perSecond, burst }) => {
        let now = 0;
        const bucket = new TokenBucket(perSecond, burst, () => now);
        for (let taken = 0; taken < burst; taken += 1) expect(bucket.take()).toBe(0);
        const wait = bucket.take();
        expect(wait).toBeGreaterThan(0);
        now += wait * 900;
        expect(bucket.take()).toBeGreaterThan(0);
        now += wait * 100 + 1e-3;
        expect(bucket.take()).toBe(0);
      }),
    );
  });
});
