import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { OperationKind } from "./operation";
import { backOff, type Failure, failureKind } from "./retry";

const kind = fc.constantFrom<OperationKind>("read", "write", "invoke");
const failure = fc.constantFrom<Failure>("throttled", "unsent", "ambiguous", "final");
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("failureKind", () => {
  test.each<[Failure, object]>([
    ["throttled", { name: "TooManyRequestsException", $metadata: { httpStatusCode: 429 } }],
    ["throttled", { name: "Throttling", $metadata: { httpStatusCode: 400 } }],
    ["throttled", { name: "SlowDown", $metadata: { httpStatusCode: 503 } }],
    ["unsent", { code: "ECONNREFUSED" }],
    [
      "unsent",
      { name: "InvalidSignatureException", $metadata: { httpStatusCode: 403, clockSkewCorrected: true } },
    ],
    ["ambiguous", { code: "ECONNRESET" }],
    ["ambiguous", { name: "ServiceException", $metadata: { httpStatusCode: 500, clockSkewCorrected: true } }],
    [
      "final",
      { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404, clockSkewCorrected: true } },
    ],
    ["ambiguous", { name: "Error", cause: { code: "EPIPE" } }],
    ["ambiguous", { name: "TimeoutError" }],
    ["ambiguous", { name: "ServiceException", $metadata: { httpStatusCode: 500 } }],
    ["final", { name: "LimitExceededException", $metadata: { httpStatusCode: 400 } }],
    ["final", { name: "ExpiredTokenException", $metadata: { httpStatusCode: 403 } }],
    ["final", { name: "AbortError", cause: { code: "ECONNRESET" } }],
  ])("%s: %j", (expected, error) => {
    expect(failureKind(error)).toBe(expected);
  });

  test("ends for an error that is its own cause", () => {
    const error: { cause?: unknown } = {};
    error.cause = error;
    expect(failureKind(error)).toBe("final");
  });
});

describe("backOff", () => {
  test("never repeats what may have taken effect", () => {
    for (const one of ["write", "invoke"] as const)
      expect(backOff(one, "ambiguous", 1, () => 0)).toBeUndefined();
  });

  test("ends, and never waits longer than twenty seconds", () => {
    fc.assert(
      fc.property(kind, failure, random, (operation, cause, chance) => {
        let attempt = 1;
        for (; ; attempt++) {
          const wait = backOff(operation, cause, attempt, () => chance);
          if (wait === undefined) break;
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThan(20_000);
        }
        expect(attempt).toBeLessThanOrEqual(12);
      }),
    );
  });
});
