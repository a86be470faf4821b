import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { dependencyFailure } from "./dependency-failure";
import { DeadlineError } from "./errors";

const named = (name: string, members: object = {}) => Object.assign(new Error("…"), { name, ...members });

test.each([
  [named("ThrottlingException"), "throttled"],
  [named("ProvisionedThroughputExceededException"), "throttled"],
  [named("SomethingElse", { $metadata: { httpStatusCode: 429 } }), "throttled"],
  [
    named("TransactionCanceledException", {
      CancellationReasons: [{ Code: "None" }, { Code: "ThrottlingError" }],
    }),
    "throttled",
  ],
  [
    named("TransactionCanceledException", { CancellationReasons: [{ Code: "ConditionalCheckFailed" }] }),
    undefined,
  ],
  [named("ConditionalCheckFailedException", { $metadata: { httpStatusCode: 400 } }), undefined],
  [named("TimeoutError"), "timeout"],
  [named("AbortError"), "timeout"],
  [new DeadlineError(10), "timeout"],
  [named("Error", { code: "ETIMEDOUT" }), "timeout"],
  [
    new TypeError("fetch failed", {
      cause: named("ConnectTimeoutError", { code: "UND_ERR_CONNECT_TIMEOUT" }),
    }),
    "timeout",
  ],
  [new TypeError("fetch failed", { cause: named("Error", { code: "ECONNREFUSED" }) }), "unavailable"],
  [named("InternalServerError", { $metadata: { httpStatusCode: 500 } }), "unavailable"],
  [new Error("a bug"), undefined],
  [new Error("a bug", { cause: new Error("of ours") }), undefined],
] as const)("%p is %s", (error, failure) => {
  expect(dependencyFailure(error)).toBe(failure);
});

test("no value crashes it, nor one that is its own cause", () => {
  const own = new Error("…");
  own.cause = own;
  expect(dependencyFailure(own)).toBeUndefined();
  fc.assert(
    fc.property(fc.anything(), (error) => {
      dependencyFailure(error);
    }),
  );
});
