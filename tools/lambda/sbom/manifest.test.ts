import { expect, test } from "@jest/globals";
import { readManifest } from "./manifest";

test.each([
  ["an expression", { license: "(MIT OR Apache-2.0)" }, ["(MIT OR Apache-2.0)"]],
  ["npm's old object", { license: { type: "BSD-3-Clause", url: "https://example.com" } }, ["BSD-3-Clause"]],
  ["npm's old list", { licenses: [{ type: "MIT" }, { type: "GPL-2.0-only" }] }, ["MIT", "GPL-2.0-only"]],
  ["both forms of one", { license: "MIT", licenses: [{ type: "MIT" }] }, ["MIT"]],
  ["none", {}, []],
  ["nothing that could be one", { license: { url: "https://example.com" }, licenses: [" ", 1, null] }, []],
])("reads %s", (_, members, licenses) => {
  expect(readManifest(JSON.stringify({ name: "a", version: "1.0.0", ...members })).licenses).toEqual(
    licenses,
  );
});

test("refuses one that says not what it is of", () => {
  expect(() => readManifest('{"type":"module"}')).toThrow("it has no name or no version");
});
