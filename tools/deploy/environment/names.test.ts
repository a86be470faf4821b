import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FerryError } from "../error";
import { branchEnvironment, pullRequestEnvironment, requireEnvironmentName, userEnvironment } from "./names";

describe("the name of an environment", () => {
  test.each([
    ["alice", "dev-alice"],
    ["Alice.Smith", "dev-alice-smith"],
    ["dependabot[bot]", "dev-dependabot-bot"],
    ["José Núñez", "dev-jose-nunez"],
    ["-rf", "dev-rf"],
    ["bartholomew.featherstone", "dev-bartholom-fe670b"],
    ["Zoë", "dev-zoe"],
  ])("of the user %s is %s", (user, name) => {
    expect(userEnvironment(user)).toBe(name);
  });

  test.each([
    ["main", "dev-main"],
    ["feature/cart", "dev-feature-cart"],
    ["--help", "dev-help"],
    ["feature/a-very-long-name-1", "dev-feature-a-a37ec6"],
    ["feature/a-very-long-name-2", "dev-feature-a-efaff4"],
    ["功能", "dev-25f5ce"],
  ])("of the branch %s is %s", (branch, name) => {
    expect(branchEnvironment(branch)).toBe(name);
  });

  test("of a pull request has its number", () => {
    expect(pullRequestEnvironment(42)).toBe("pr-42");
    expect(pullRequestEnvironment(123_456_789)).toBe("pr-123456789");
  });

  test("may be any text: it is accepted, short, always the same, and a slug is its own name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        const name = branchEnvironment(text);
        requireEnvironmentName(name);
        expect(name).toMatch(/^dev-[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(name.length).toBeLessThanOrEqual(20);
        expect(branchEnvironment(text)).toBe(name);
        expect(branchEnvironment(name.slice("dev-".length))).toBe(name);
      }),
    );
  });

  test("differs for long texts that differ after the cut", () => {
    const word = fc.stringMatching(/^[a-z]{1,30}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        const long = (end: string): string => branchEnvironment(`feature-of-the-shop-${end}`);
        expect(long(a) === long(b)).toBe(a === b);
      }),
    );
  });
});

test.each(["", "-x", "--help", "Dev", "1a", "a_b", "a/b", "dev-é", "a\n", "../x"])(
  "%j is refused",
  (name) => {
    expect(() => requireEnvironmentName(name)).toThrow(FerryError);
  },
);
