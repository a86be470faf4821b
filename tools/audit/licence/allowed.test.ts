import { expect, test } from "@jest/globals";
import { isAllowed } from "./allowed";
import { byLicence } from "./group";

function one(name: string, ...licences: string[]) {
  return { name, version: "1.0.0", licences, bytes: 1 };
}

test.each([
  [["MIT"], true],
  [["GPL-3.0-only"], false],
  [["(MIT OR GPL-3.0-only)"], true],
  [["MIT AND GPL-3.0-only"], false],
  [["MIT AND (Apache-2.0 OR GPL-3.0-only)"], true],
  [["Apache-2.0 WITH LLVM-exception"], false],
  [["GPL-3.0-only", "MIT"], true],
  [["see the file LICENSE"], false],
  [[], false],
])("%j under MIT and Apache-2.0: %s", (licences, expected) => {
  expect(isAllowed(one("a", ...licences), new Set(["MIT", "Apache-2.0"]))).toBe(expected);
});

test("what is no expression, or says nothing, can be allowed as it is", () => {
  const list = new Set(["see the file LICENSE", "(none stated)", "Apache-2.0 WITH LLVM-exception"]);
  expect(isAllowed(one("a", "see the file LICENSE"), list)).toBe(true);
  expect(isAllowed(one("a"), list)).toBe(true);
  expect(isAllowed(one("a", "Apache-2.0 WITH LLVM-exception"), list)).toBe(true);
});

test("packages stand under their licence once each", () => {
  const groups = byLicence([one("b", "MIT"), one("a", "MIT"), one("b", "MIT"), one("c")]);
  expect([...groups].map(([licence, ones]) => [licence, ones.map(({ name }) => name)])).toEqual([
    ["(none stated)", ["c"]],
    ["MIT", ["a", "b"]],
  ]);
});
