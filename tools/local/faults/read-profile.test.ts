import { describe, expect, test } from "@jest/globals";
import { parseProfile, readProfile } from "./read-profile";

describe("a fault profile that is refused", () => {
  test.each([
    ["not JSON", "{", /is not JSON/],
    ["of another version", '{"version":2}', /version/],
    ["with a member that there is not", '{"version":1,"error":[]}', /error/],
    [
      "with an operation that is none",
      '{"version":1,"faults":[{"kind":"throttle","operations":["UpdateAlias"]}]}',
      /an operation is written/,
    ],
    [
      "with a kind that there is not",
      '{"version":1,"faults":[{"kind":"explode","operations":["*"]}]}',
      /kind/,
    ],
    [
      "with a range that is upside down",
      '{"version":1,"transitions":{"update":[9,1]}}',
      /the first number is the least/,
    ],
    [
      "with a probability over 1",
      '{"version":1,"faults":[{"kind":"throttle","operations":["*"],"probability":2}]}',
      /probability/,
    ],
  ])("%s", (_, text, message) => {
    expect(() => parseProfile(text, "here.json")).toThrow(message);
    expect(() => parseProfile(text, "here.json")).toThrow("here.json");
  });

  test("a file that is not there, with the presets that are", () => {
    expect(() => readProfile("/nowhere/faults.json")).toThrow(/ENOENT.*aws-rates/);
  });
});
