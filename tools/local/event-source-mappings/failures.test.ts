import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { failedMessages } from "./failures";

const IDS = ["a", "b", "c"];

const failed = (answer: unknown) => [...failedMessages(JSON.stringify(answer), IDS)].sort();

describe("what a function says of its batch", () => {
  test.each([[null], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }], [{ other: 1 }]])(
    "%j: all went well",
    (answer) => expect(failed(answer)).toEqual([]),
  );

  test.each([
    ["text"],
    [[]],
    [1],
    [{ batchItemFailures: "a" }],
    [{ batchItemFailures: [{ itemIdentifier: "" }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ id: "a" }] }],
    [{ batchItemFailures: [null] }],
    [{ batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "of another batch" }] }],
  ])("%j: all have failed", (answer) => expect(failed(answer)).toEqual(IDS));

  test("no JSON: all have failed", () => expect([...failedMessages("", IDS)]).toEqual(IDS));

  test("exactly the messages that it names have failed", () => {
    fc.assert(
      fc.property(fc.subarray(IDS), (named) => {
        expect(failed({ batchItemFailures: named.map((itemIdentifier) => ({ itemIdentifier })) })).toEqual(
          named,
        );
      }),
    );
  });

  test("no answer fails a message that is not in the batch", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        for (const id of failed(answer)) expect(IDS).toContain(id);
      }),
    );
  });
});
