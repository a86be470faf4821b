import { describe, expect, it } from "@jest/globals";
import type { JsonObject } from "./json";
import { type GivenParameter, parameterValue, resolveParameters } from "./parameters";

function resolve(
  definition: JsonObject,
  given: Omit<GivenParameter, "key">,
  previous?: string,
): string | undefined {
  const before = new Map(previous === undefined ? [] : [["P", previous]]);
  return resolveParameters(new Map([["P", definition]]), [{ key: "P", ...given }], before).get("P");
}

describe("resolveParameters", () => {
  it("takes the value given, the previous one on request, else the default", () => {
    const definition = { Type: "String", Default: "default" };
    expect(resolve(definition, { value: "given" }, "previous")).toBe("given");
    expect(resolve(definition, { usePreviousValue: true }, "previous")).toBe("previous");
    expect(resolve(definition, {}, "previous")).toBe("default");
  });

  it("refuses a previous value that there is not, and names that the template does not declare", () => {
    expect(() => resolve({ Type: "String" }, { usePreviousValue: true })).toThrow(
      "Cannot specify usePreviousValue",
    );
    expect(() => resolveParameters(new Map(), [{ key: "X", value: "1" }], new Map())).toThrow(
      "Parameters: [X] do not exist in the template",
    );
  });

  it.each<[JsonObject, string, string]>([
    [{ Type: "Number" }, "many", "Parameter 'P' must be a number."],
    [{ Type: "List<Number>" }, "1,x", "Parameter 'P' must be a number."],
    [{ Type: "String", AllowedValues: ["a", "b"] }, "c", "Parameter 'P' must be one of AllowedValues"],
    [{ Type: "String", AllowedPattern: "[a-z]+" }, "abc1", "Parameter 'P' must match pattern [a-z]+"],
    [{ Type: "String", MinLength: 2 }, "a", "must contain at least 2 characters"],
    [{ Type: "String", MaxLength: "2" }, "abc", "must contain at most 2 characters"],
    [{ Type: "Number", MinValue: 10 }, "9", "must be a number not less than 10"],
    [{ Type: "Number", MaxValue: 10 }, "10.5", "must be a number not greater than 10"],
    [
      { Type: "Number", MaxValue: 10, ConstraintDescription: "at most ten" },
      "11",
      "Parameter P failed to satisfy constraint: at most ten",
    ],
  ])("refuses by %j the value %j", (definition, value, message) => {
    expect(() => resolve(definition, { value })).toThrow(message);
  });
});

describe("parameterValue", () => {
  it("is a list for list types, without the space around its items", () => {
    expect(parameterValue({ Type: "CommaDelimitedList" }, "a, b ,c")).toEqual(["a", "b", "c"]);
    expect(parameterValue({ Type: "String" }, "a, b")).toBe("a, b");
  });
});
