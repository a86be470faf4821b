import { expect, test } from "@jest/globals";
import { codeParameters } from "./first-code";

test("names of the parameters that bring functions their first code", () => {
  expect(codeParameters(["due-orders", "api"])).toEqual([
    "CodeBucket",
    "CodeOrigin",
    "DueOrdersCodeDigest",
    "DueOrdersCodeSha256",
    "ApiCodeDigest",
    "ApiCodeSha256",
  ]);
  expect(codeParameters([])).toEqual([]);
});
