import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CaptureRejectedError, ProviderUnavailableError } from "./payment-provider";
import { SandboxProvider } from "./sandbox-provider";

const provider = new SandboxProvider();
const SPECIAL = [402, 403, 410, 422, 429, 504];

const request = (amount: number, changes: { idempotencyKey?: string; attempt?: number } = {}) => ({
  orderId: "ord_1",
  customerId: "alice",
  currency: "EUR",
  amount,
  idempotencyKey: "key",
  attempt: 1,
  ...changes,
});
const capture = (...args: Parameters<typeof request>) =>
  provider.capture(request(...args), new AbortController().signal);

test("captures every amount that it does not know, once for each key", async () => {
  const amount = fc.nat().filter((amount) => !SPECIAL.includes(amount % 1000));
  await fc.assert(
    fc.asyncProperty(amount, fc.string(), fc.string(), async (amount, key, other) => {
      const [first, again, another] = await Promise.all([
        capture(amount, { idempotencyKey: key }),
        capture(amount, { idempotencyKey: key, attempt: 2 }),
        capture(amount, { idempotencyKey: other }),
      ]);
      expect(first).toEqual({
        status: "captured",
        paymentId: expect.stringMatching(/^sandbox_[0-9a-f]{32}$/),
      });
      expect(again).toEqual(first);
      expect(JSON.stringify(another) === JSON.stringify(first)).toBe(key === other);
    }),
  );
});

test.each([
  [1402, "insufficient-funds"],
  [403, "suspected-fraud"],
  [99_410, "card-expired"],
])("declines %d: %s", async (amount, reason) => {
  expect(await capture(amount)).toEqual({ status: "declined", reason });
});

test("rejects amounts that end in 422, always", async () => {
  for (const attempt of [1, 2, 9])
    await expect(capture(5422, { attempt })).rejects.toThrow(CaptureRejectedError);
});

test("is throttled at first where the amount ends in 429", async () => {
  await expect(capture(429)).rejects.toMatchObject({
    name: "ProviderUnavailableError",
    condition: "throttled",
  });
  expect(await capture(429, { attempt: 2 })).toMatchObject({ status: "captured" });
});

test("gives no answer where the amount ends in 504, until the caller stops waiting", async () => {
  const patience = new AbortController();
  const answer = provider.capture(request(504), patience.signal);
  patience.abort();
  await expect(answer).rejects.toThrow(ProviderUnavailableError);
  await expect(provider.capture(request(504), patience.signal)).rejects.toMatchObject({
    condition: "timed-out",
  });
});
