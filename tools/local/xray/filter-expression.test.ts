import type { TraceSummary } from "@aws-sdk/client-xray";
import { describe, expect, test } from "@jest/globals";
import { filterExpression } from "./filter-expression";

const OK: TraceSummary = { ServiceIds: [{ Names: ["orders"] }] };
const FAULT: TraceSummary = { ...OK, HasFault: true };
const THROTTLE: TraceSummary = { ...OK, HasThrottle: true };

describe("a filter expression", () => {
  test.each<[expression: string, ...expected: boolean[]]>([
    ["fault", false, true, false],
    ["throttle", false, false, true],
    ["!fault", true, false, true],
    ["fault OR throttle", false, true, true],
    ["fault or error or throttle", false, true, true],
    ['service("orders") AND (fault OR error OR throttle)', false, true, true],
    ['service("other") AND (fault OR throttle)', false, false, false],
    ['service("other") OR (service("orders") AND !(fault OR throttle))', true, false, false],
    ['( (fault)OR(throttle) )AND!service("other")', false, true, true],
    ['service("a OR (b") OR fault', false, true, false],
  ])("%s", (expression, ...expected) => {
    expect([OK, FAULT, THROTTLE].map(filterExpression(expression))).toEqual(expected);
  });

  test.each([
    ["fault AND error OR throttle", "OR throttle"],
    ["fault error", "error"],
    ["(fault OR error", "(nothing)"],
    ["fault)", ")"],
    ["faulty", "faulty"],
    ["fault AND", "(nothing)"],
    ["", "(nothing)"],
    ["fault OR responsetime > 1", "responsetime > 1"],
  ])("%s is refused", (expression, part) => {
    expect(() => filterExpression(expression)).toThrow(`this part of the filter expression: ${part}`);
  });
});
